/** Numbers on the command line. */
import { InvalidArgumentError } from 'commander';

/** A parser for an option that takes a number within bounds, both included. */
export function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= least && value <= most)) {
      throw new InvalidArgumentError(`It takes a number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** The same for a whole number. */
export function wholeBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    if (!/^\d+$/.test(text.trim()) || Number(text) < least || Number(text) > most) {
      throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
    }
    return Number(text);
  };
}
