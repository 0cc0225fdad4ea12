// Vite leaves packages out of a bundle for servers, unless it is asked to take them in.
export default { ssr: { noExternal: process.env.BUNDLED === '1' || undefined }, logLevel: 'warn' };
