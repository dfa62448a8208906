/** Something the demo shop sells; integer cents. */
export interface Product {
  sku: string;
  title: string;
  about: string;
  priceCents: number;
  /** What one piece is: `each`, `pack of 12`. */
  unit: string;
}

/** All products, in the order shown. */
export const PRODUCTS: readonly Product[] = [
  {
    sku: 'HEL-200',
    title: 'Safety helmet',
    about: 'Vented shell, six-point harness, ratchet fit.',
    priceCents: 2_490,
    unit: 'each',
  },
  {
    sku: 'VES-110',
    title: 'High-visibility vest',
    about: 'Class 2, two reflective bands, zip front.',
    priceCents: 1_195,
    unit: 'each',
  },
  {
    sku: 'GLV-012',
    title: 'Cut-resistant gloves',
    about: 'Nitrile palm, cut level C, washable.',
    priceCents: 6_480,
    unit: 'pack of 12 pairs',
  },
  { sku: 'AID-050', title: 'First-aid kit', about: 'Wall-mounted, for up to 50 people.', priceCents: 8_925, unit: 'each' },
  { sku: 'CON-075', title: 'Traffic cones', about: '75 cm, weighted base, stackable.', priceCents: 14_900, unit: 'set of 8' },
  { sku: 'LMP-300', title: 'LED work light', about: '30 W, 3,000 lm, folding stand.', priceCents: 7_350, unit: 'each' },
  {
    sku: 'BOX-620',
    title: 'Rolling tool case',
    about: 'Three stacked modules, steel latches.',
    priceCents: 21_499,
    unit: 'each',
  },
  { sku: 'RCK-180', title: 'Steel shelving', about: '180 × 90 cm, five shelves, 175 kg each.', priceCents: 18_650, unit: 'each' },
];

export const productOf = (sku: string): Product | undefined => PRODUCTS.find((product) => product.sku === sku);
