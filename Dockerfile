# The bot as an image: docker build -t smtp550 . (compose.yaml does it). Socket Mode by default, `run --http` behind a balancer.
FROM python:3.11-slim AS build
RUN python -m venv /opt/smtp550
COPY deploy/requirements.lock /src/
RUN /opt/smtp550/bin/pip install --no-cache-dir --require-hashes -r /src/requirements.lock
COPY pyproject.toml README.md LICENSE /src/
COPY bot /src/bot
COPY handlers /src/handlers
RUN /opt/smtp550/bin/pip install --no-cache-dir --no-deps /src

FROM python:3.11-slim
RUN useradd --system --uid 550 --home-dir /var/lib/smtp550 --create-home smtp550
COPY --from=build /opt/smtp550 /opt/smtp550
ENV PATH=/opt/smtp550/bin:$PATH \
    SMTP550_DATA_DIR=/var/lib/smtp550 \
    SMTP550_HOST=0.0.0.0 \
    SMTP550_PORT=3550 \
    SMTP550_STATUS_PAGES=1 \
    SMTP550_LOG_FORMAT=json
USER smtp550
WORKDIR /var/lib/smtp550
VOLUME /var/lib/smtp550
EXPOSE 3550
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:3550/healthz', timeout=2)"]
ENTRYPOINT ["smtp550"]
CMD ["run"]
