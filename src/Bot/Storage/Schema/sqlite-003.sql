ALTER TABLE "inbox_message" ADD COLUMN "is_aside" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "outbox_message" ADD COLUMN "person_id" TEXT NULL;
ALTER TABLE "outbox_message" ADD COLUMN "tried_at" TEXT NULL;

DROP TABLE "place_change";

CREATE TABLE "place_change" (
    "channel" TEXT NOT NULL,
    "installation_id" TEXT NOT NULL,
    "place_id" TEXT NOT NULL,
    "due" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_place_change" PRIMARY KEY ("channel", "installation_id", "place_id")
);

CREATE TABLE "slack_installation" (
    "id" TEXT NOT NULL CONSTRAINT "PK_slack_installation" PRIMARY KEY,
    "enterprise_id" TEXT NULL,
    "bot_user_id" TEXT NULL,
    "bot_id" TEXT NULL,
    "app_id" TEXT NULL,
    "protected_token" TEXT NULL,
    "protected_refresh_token" TEXT NULL,
    "token_expires_at" TEXT NULL,
    "refreshing_until" TEXT NULL,
    "closed_because" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "slack_place" (
    "installation_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "user_id" TEXT NULL,
    "closed_because" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_slack_place" PRIMARY KEY ("installation_id", "channel_id")
);

CREATE TABLE "data_protection_key" (
    "name" TEXT NOT NULL CONSTRAINT "PK_data_protection_key" PRIMARY KEY,
    "xml" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "identity_link" (
    "channel" TEXT NOT NULL,
    "firm_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "linked_at" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_identity_link" PRIMARY KEY ("channel", "firm_id", "account_id")
);

CREATE TABLE "link_code" (
    "hash" TEXT NOT NULL CONSTRAINT "PK_link_code" PRIMARY KEY,
    "person_id" TEXT NOT NULL,
    "expires_at" TEXT NOT NULL,
    "used_at" TEXT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "link_attempt" (
    "account" TEXT NOT NULL CONSTRAINT "PK_link_attempt" PRIMARY KEY,
    "count" INTEGER NOT NULL,
    "since" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE INDEX "IX_slack_place_user_id" ON "slack_place" ("user_id");

CREATE INDEX "IX_identity_link_person_id" ON "identity_link" ("person_id");
