-- What wrk does beyond its own: many different paths, and a report for programs.
-- Arguments after "--": a distribution ("zipf" or "uniform") and the number of files.

local SEQUENCE = 131072
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

-- Picks from 1 to count, the n-th most popular with a probability in proportion to 1/n.
local function zipf(count)
  local sums, sum = {}, 0
  for rank = 1, count do
    sum = sum + 1 / rank
    sums[rank] = sum
  end
  return function()
    local target, low, high = math.random() * sum, 1, count
    while low < high do
      local middle = math.floor((low + high) / 2)
      if sums[middle] < target then low = middle + 1 else high = middle end
    end
    return low
  end
end

function init(args)
  local distribution, count = args[1], tonumber(args[2])
  if distribution == nil then return end
  math.randomseed(7 + number)
  local pick = distribution == "zipf" and zipf(count) or function() return math.random(count) end
  local requests, sequence = {}, {}
  for file = 0, count - 1 do
    -- Spread the popular ones over all folders: 7919 shares no factor with the number of files.
    local place = file * 7919 % count
    local path = string.format("/%d/%d.txt", math.floor(place / 100), place % 100)
    requests[file + 1] = wrk.format(nil, path)
  end
  for index = 1, SEQUENCE do sequence[index] = requests[pick()] end
  local index = 0
  -- wrk asks for this one before each request, when there is one.
  request = function()
    index = index % SEQUENCE + 1
    return sequence[index]
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"microseconds":%d,"requests":%d,"bytes":%.0f,"p50":%.0f,"p99":%.0f,' ..
      '"statusErrors":%d,"socketErrors":%d}\n',
    summary.duration, summary.requests, summary.bytes,
    latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
