import { ModuleProvider, Modules } from '@medusajs/framework/utils';
import { ApruveProvider } from './provider.ts';

export default ModuleProvider(Modules.PAYMENT, { services: [ApruveProvider] });
