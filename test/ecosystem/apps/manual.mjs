// For run times without hooks: the SDK first, then the application.
import './sdk.mjs';
import './bundled.mjs';
