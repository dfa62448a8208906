const ID = { id: '$response.body#/id' };
const INVOICE = { id: '$request.path.id', invoice_id: '$response.body#/id' };

const ofCheckout = { getCheckout: ID, listTransactions: ID, sendInvoice: ID, completeCheckout: ID, cancelCheckout: ID };

/** Which calls follow a call, and where their parameters are in its answer: by operation, then by the next operation. */
export const LINKS: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  openCheckout: { ...ofCheckout, authorizeCheckout: ID, updateOrder: ID },
  openOfflineCheckout: ofCheckout,
  authorizeCheckout: ofCheckout,
  getCheckout: ofCheckout,
  sendInvoice: {
    changeInvoice: INVOICE,
    issueInvoice: INVOICE,
    cancelInvoice: INVOICE,
    closeInvoice: INVOICE,
    addShipment: INVOICE,
    recordReturn: INVOICE,
  },
  addShipment: {
    updateShipment: { id: '$request.path.id', invoice_id: '$request.path.invoice_id', shipment_id: '$response.body#/id' },
  },
  createBatch: { getBatch: ID, retryBatch: ID },
  createChannel: { getChannel: ID, changeChannel: ID, checkChannel: ID, createReceiver: ID },
  createReceiver: { testReceiver: { id: '$request.path.id', receiver: '$response.body#/id' } },
};
