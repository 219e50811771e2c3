/** Bad usage: the message is the whole text for the user. */
export class UsageFailure extends Error {}
