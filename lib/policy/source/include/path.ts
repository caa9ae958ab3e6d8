import { globMatches } from '../../glob.ts';

/** The path that a file's text means by a path of its own, `.` and `..` taken out as far as they can be. */
export const besideFile = (file: string, path: string): string => {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  return plainPath(`${folder}${path}`);
};

/** The path without `.`, doubled slashes and those `..` that can be taken out. */
export const plainPath = (path: string): string => {
  const isAbsolute = path.startsWith('/');
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    const last = names.at(-1);
    if (name !== '..') names.push(name);
    else if (last !== undefined && last !== '..') names.pop();
    else if (!isAbsolute) names.push(name);
  }
  return `${isAbsolute ? '/' : ''}${names.join('/')}`;
};

/** Whether a path leads to something in the folder of a file, or below it. */
export const isBelow = (file: string, path: string): boolean => {
  const own = plainPath(file);
  const folder = own.slice(0, own.lastIndexOf('/') + 1);
  const rest = plainPath(path);
  return rest.startsWith(folder) && !rest.slice(folder.length).startsWith('../') && !isRooted(folder, rest);
};

const isRooted = (folder: string, path: string): boolean => folder === '' && path.startsWith('/');

/** Whether a path is a glob. */
export const isGlob = (path: string): boolean => /[*?]/.test(path);

/** Whether a name on disk fits one name of a glob: a hidden one only where the glob begins with a dot too. */
export const nameFits = (glob: string, name: string): boolean =>
  (!name.startsWith('.') || glob.startsWith('.')) && globMatches(glob, name);

/** Whether a path fits a glob, name by name: `*` does not go over a slash. */
export const pathFits = (glob: string, path: string): boolean => {
  const [wanted, names] = [glob.split('/'), path.split('/')];
  return (
    wanted.length === names.length &&
    wanted.every((part, index) => {
      const name = names[index] ?? '';
      return isGlob(part) ? nameFits(part, name) : part === name;
    })
  );
};
