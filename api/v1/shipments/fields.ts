import { cleanedText, name, time } from '../../http/text.ts';

export const NUMBER_LENGTH = 64;

/** What is known of goods on their way. */
export const journeyFields = {
  shipper: cleanedText(255).optional(),
  tracking_number: cleanedText(255).optional(),
  shipped_at: time.optional(),
  delivered_at: time.optional(),
};

/** The same, with a number of the caller's. */
export const shipmentFields = {
  merchant_shipment_id: name(NUMBER_LENGTH).optional().openapi({ description: 'Your number; one is made where none is given.' }),
  ...journeyFields,
};
