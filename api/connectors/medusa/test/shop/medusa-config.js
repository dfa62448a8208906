const { ContainerRegistrationKeys, defineConfig } = require('@medusajs/framework/utils');

const { DATABASE_URL, APRUVE_CHECKOUT_URL, APRUVE_CHECKOUT_KEY, NOTIFICATION_SECRET } = process.env;

module.exports = defineConfig({
  admin: { disable: true },
  projectConfig: {
    databaseUrl: DATABASE_URL,
    http: {
      storeCors: '/^http:\\/\\/localhost/',
      adminCors: '',
      authCors: '',
      jwtSecret: 'only for tests',
      cookieSecret: 'only for tests',
    },
  },
  plugins: ['apruve-checkout-medusa'],
  modules: [
    {
      resolve: '@medusajs/medusa/payment',
      dependencies: [ContainerRegistrationKeys.QUERY],
      options: {
        webhook_delay: 200,
        providers: [
          {
            resolve: 'apruve-checkout-medusa/providers/apruve',
            id: 'credit',
            options: {
              url: APRUVE_CHECKOUT_URL,
              apiKey: APRUVE_CHECKOUT_KEY,
              webhookSecret: NOTIFICATION_SECRET,
              waitSeconds: 6,
            },
          },
        ],
      },
    },
  ],
});
