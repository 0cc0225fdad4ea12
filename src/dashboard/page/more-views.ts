// The views whose code is loaded when one of them is first opened, as one file, so that the first load of the page is small.
export { BillView } from './bill/bill-view.tsx';
export { LimitsView } from './limits/limits-view.tsx';
export { PlatformView } from './platform/platform-view.tsx';
