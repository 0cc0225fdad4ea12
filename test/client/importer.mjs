/**
 * Imports as a module of an application does: hooks see a bare specifier, and it is resolved from the folder that this
 * file is in. Copied into the folders of applications.
 */
export default (name) => import(name);
