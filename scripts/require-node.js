// The npm scripts run with the Node.js of the `node` devDependency (node_modules/.bin comes first in their PATH).
// If its install script was not run (`npm ci --ignore-scripts`), they silently get the machine's own Node.js.
// Plain old JavaScript: it must run on the Node.js that it refuses.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 15)) {
  process.stderr.write(
    `Node.js ${process.versions.node} is too old: this project needs 22.15 or newer.\n` +
      'Run `npm rebuild node` to install the copy that the npm scripts use, or put a newer Node.js in your PATH.\n',
  );
  process.exit(1);
}
