export type { Alerts } from './alerts.ts';
export { createAlerts } from './alerts.ts';
export type { AlertFigures } from './evaluation/evaluator.ts';
export { removeOldReadings } from './evaluation/own-readings.ts';
export type { DeliveryFigures } from './notify/delivery-loop.ts';
export type { Notifications } from './notify/notifications.ts';
export { createNotifications, removeOldDeliveries } from './notify/notifications.ts';
