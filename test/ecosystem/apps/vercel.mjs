// Starts @vercel/otel outside of Next.js.
import { registerOTel } from '@vercel/otel';

registerOTel({ serviceName: 'app' });
