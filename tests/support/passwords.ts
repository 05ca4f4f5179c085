/** Hash of the password `U*U` with the minimum cost, so that tests are fast. */
export const BCRYPT = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
