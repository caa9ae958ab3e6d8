import { print, type Io } from './io.ts';
import type { Format } from './format.ts';
import { screenOf, type Screen } from './screen.ts';

/** What a command has to say, in each of its forms; what may be long in pieces. Only the form that is asked for is made. */
export type Forms<Name extends Format> = Readonly<
  Record<Name, (screen: Screen) => string | Iterable<string>>
>;

/** Puts data on stdout in the form asked for, no faster than it is taken. The text ends with a line end, or is empty. */
export const show = async <Name extends Format>(io: Io, form: Name, forms: Forms<Name>): Promise<void> => {
  const text = forms[form](screenOf(io.stdout, io.env));
  if (text !== '') await print(io.stdout, typeof text === 'string' ? text : gathered(text));
};

/** Characters. */
const PART = 65_536;

function* gathered(pieces: Iterable<string>): Generator<string> {
  let part = '';
  for (const piece of pieces) {
    part += piece;
    if (part.length < PART) continue;
    yield part;
    part = '';
  }
  yield part;
}
