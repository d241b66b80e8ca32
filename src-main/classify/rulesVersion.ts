/**
 * Raised whenever a rule changes what it says of the same input. Capture files carry it, so that a later program
 * knows that its own rules may see more.
 */
export const rulesVersion = 9;
