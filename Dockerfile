# The image of Whither: its wheel, the packages that constraints.txt names, and nothing else.
#
# The base is pinned by tag. To pin the very bytes, append the digest that your own pull prints:
#   docker pull python:3.11.15-slim-trixie   ->   FROM python:3.11.15-slim-trixie@sha256:<digest> AS base
FROM python:3.11.15-slim-trixie AS base

FROM base AS build
WORKDIR /build
COPY constraints.txt ./
# the wheel is built with what is pinned here, so nothing is fetched for the build that no constraint names
RUN python -m pip install --no-cache-dir --root-user-action=ignore --constraint constraints.txt hatchling
COPY pyproject.toml README.md LICENSE ./
COPY app ./app
COPY exchange ./exchange
COPY graph ./graph
COPY migrations ./migrations
COPY schema ./schema
RUN python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels .
RUN python -m venv --without-pip /opt/whither \
    && python -m pip --python /opt/whither/bin/python install --no-cache-dir --only-binary :all: \
       --constraint constraints.txt /wheels/*.whl

FROM base
# a fixed uid, so that volumes and secret files can be given to it; /data is all that it may write
RUN groupadd --gid 10001 whither \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin whither \
    && install --directory --owner=whither --group=whither --mode=0700 /data
COPY --from=build /opt/whither /opt/whither
ENV PATH=/opt/whither/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    WHITHER_DATA=/data
WORKDIR /data
USER 10001:10001
# Nobody signs in, so `serve` listens on 127.0.0.1 of the network it runs in: a port published by Docker never reaches
# it, sharing the machine's own network does (docs/neo4j.md).
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, sys; from http.client import HTTPConnection as C; c = C('127.0.0.1', int(os.environ.get('WHITHER_PORT') or 8000), timeout=4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["whither"]
CMD ["serve"]
