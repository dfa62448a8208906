const flows = require('@medusajs/medusa/core-flows');
const { ContainerRegistrationKeys, Modules } = require('@medusajs/framework/utils');

/** A region with 8 % tax, one product, one way to ship. Run by `medusa exec`; writes the ids as its last line. */
exports.default = async function seed({ container }) {
  const run = async (workflow, input) => (await workflow(container).run({ input })).result;
  const [channel] = await run(flows.createSalesChannelsWorkflow, { salesChannelsData: [{ name: 'Web' }] });
  const [key] = await run(flows.createApiKeysWorkflow, {
    api_keys: [{ title: 'Storefront', type: 'publishable', created_by: '' }],
  });
  await run(flows.linkSalesChannelsToApiKeyWorkflow, { id: key.id, add: [channel.id] });
  const [region] = await run(flows.createRegionsWorkflow, {
    regions: [{ name: 'US', currency_code: 'usd', countries: ['us'], payment_providers: ['pp_apruve_credit'] }],
  });
  await run(flows.createTaxRegionsWorkflow, [
    { country_code: 'us', provider_id: 'tp_system', default_tax_rate: { rate: 8, name: 'Sales tax', code: 'us' } },
  ]);
  const [location] = await run(flows.createStockLocationsWorkflow, {
    locations: [{ name: 'Warehouse', address: { address_1: '1 Dock Road', city: 'Minneapolis', country_code: 'us' } }],
  });
  await run(flows.linkSalesChannelsToStockLocationWorkflow, { id: location.id, add: [channel.id] });
  const link = container.resolve(ContainerRegistrationKeys.LINK);
  await link.create({
    [Modules.STOCK_LOCATION]: { stock_location_id: location.id },
    [Modules.FULFILLMENT]: { fulfillment_provider_id: 'manual_manual' },
  });
  const [profile] = await run(flows.createShippingProfilesWorkflow, { data: [{ name: 'Parcels', type: 'default' }] });
  const sets = await container.resolve(Modules.FULFILLMENT).createFulfillmentSets({
    name: 'Delivery',
    type: 'shipping',
    service_zones: [{ name: 'US', geo_zones: [{ country_code: 'us', type: 'country' }] }],
  });
  await link.create({
    [Modules.STOCK_LOCATION]: { stock_location_id: location.id },
    [Modules.FULFILLMENT]: { fulfillment_set_id: sets.id },
  });
  const [option] = await run(flows.createShippingOptionsWorkflow, [
    {
      name: 'Parcel',
      price_type: 'flat',
      provider_id: 'manual_manual',
      service_zone_id: sets.service_zones[0].id,
      shipping_profile_id: profile.id,
      type: { label: 'Parcel', description: 'Three days', code: 'parcel' },
      prices: [{ currency_code: 'usd', amount: 7 }],
      rules: [],
    },
  ]);
  const [product] = await run(flows.createProductsWorkflow, {
    products: [
      {
        title: 'Work boots',
        status: 'published',
        shipping_profile_id: profile.id,
        sales_channels: [{ id: channel.id }],
        options: [{ title: 'Size', values: ['42'] }],
        variants: [
          {
            title: '42',
            sku: 'BOOT-9',
            manage_inventory: false,
            options: { Size: '42' },
            prices: [{ currency_code: 'usd', amount: 33.33 }],
          },
        ],
      },
    ],
  });
  const ids = { key: key.token, region: region.id, option: option.id, variant: product.variants[0].id };
  process.stdout.write(`\nSEEDED ${JSON.stringify(ids)}\n`);
};
