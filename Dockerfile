# One image for every process of IFA: docker run ifa api | worker | migrate
# Stand-ins are part of it but never run in production.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN node scripts/check.mjs build

# What runs needs no tools, no embedded Postgres, and not the pinned Node that npm brings: the base image is that Node.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
# bubblewrap jails the agent's process, setpriv and prlimit (util-linux) drop its rights, tini reaps and passes signals on.
RUN apt-get update \
  && apt-get install -y --no-install-recommends bubblewrap ca-certificates tini util-linux \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir /data && chown node:node /data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY scripts ./scripts
ENV NODE_ENV=production IFA_DATA_DIR=/data NODE_OPTIONS=--enable-source-maps
VOLUME /data
EXPOSE 8080
USER node
ENTRYPOINT ["tini", "--", "node", "scripts/container.mjs"]
CMD ["api"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["node", "scripts/container.mjs", "health"]
