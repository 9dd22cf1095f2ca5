/** Finding programs on PATH. */
import fs from 'node:fs';
import path from 'node:path';

/** @param {string} file */
export function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Absolute path of the first of `names` found on PATH (and in `extra` folders), or null.
 * @param {string[]} names @param {string[]} [extra] @param {string} [searchPath]
 */
export function findCommand(names, extra = [], searchPath = process.env['PATH'] ?? '') {
  const folders = [...searchPath.split(path.delimiter).filter((folder) => folder !== ''), ...extra];
  for (const name of names) {
    const found = folders
      .map((folder) => path.join(folder, name))
      .find((file) => isExecutable(file));
    if (found !== undefined) return found;
  }
  return null;
}
