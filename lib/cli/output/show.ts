import { print, type Io } from './io.ts';
import type { Format } from './format.ts';
import { screenOf, type Screen } from './screen.ts';

/** What a command has to say, in each of its forms. Only the one that is asked for is made. */
export type Forms<Name extends Format> = Readonly<Record<Name, (screen: Screen) => string>>;

/** Puts data on stdout in the form asked for. The text ends with a line end, or is empty. */
export const show = <Name extends Format>(io: Io, form: Name, forms: Forms<Name>): Promise<void> => {
  const text = forms[form](screenOf(io.stdout, io.env));
  return text === '' ? Promise.resolve() : print(io.stdout, text);
};
