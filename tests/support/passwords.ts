/** The hash of the password `U*U`, of the least cost there is: what tests can wait for. */
export const BCRYPT = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
