// Starts dd-trace, which takes the spans of OpenTelemetry's API.
import tracer from 'dd-trace';

tracer.init();
new tracer.TracerProvider().register();
