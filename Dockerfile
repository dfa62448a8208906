# One image for API and worker: the command says which. Needs the package registry and no other network.
ARG NODE=node:22-bookworm-slim

FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts
COPY . .
RUN npm run bundle -- build/workflows.cjs

FROM ${NODE}
WORKDIR /app
COPY --from=build /app ./
# Two arenas: Temporal's core has many threads, and memory that one of them has freed would wait for that one.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    METRICS_PORT=9464 \
    WORKFLOW_BUNDLE=/app/build/workflows.cjs
USER node
EXPOSE 3000 9464
HEALTHCHECK --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.METRICS_PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--import", "tsx"]
CMD ["worker/main.ts"]
