ALTER TABLE "inbox_message" ADD COLUMN "outcome" TEXT NULL;
ALTER TABLE "inbox_message" ADD COLUMN "awaited" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "outbox_message" ADD COLUMN "unsure_at" TEXT NULL;
ALTER TABLE "outbox_message" ADD COLUMN "failed_because" TEXT NULL;

CREATE TABLE "sent_message" (
    "seq" INTEGER NOT NULL CONSTRAINT "PK_sent_message" PRIMARY KEY AUTOINCREMENT,
    "message_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "place_id" TEXT NOT NULL,
    "channel_message_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "teams_conversation" (
    "id" TEXT NOT NULL CONSTRAINT "PK_teams_conversation" PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "service_url" TEXT NOT NULL,
    "host_tenant" TEXT NULL,
    "bot_id" TEXT NULL,
    "team_id" TEXT NULL,
    "team_group_id" TEXT NULL,
    "channel_type" TEXT NULL,
    "account_id" TEXT NULL,
    "closed_because" TEXT NULL,
    "updated_at" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "teams_user" (
    "account_id" TEXT NOT NULL CONSTRAINT "PK_teams_user" PRIMARY KEY,
    "address" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL
);

CREATE TABLE "place_change" (
    "channel" TEXT NOT NULL,
    "place_id" TEXT NOT NULL,
    "installation_id" TEXT NOT NULL,
    "due" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "PK_place_change" PRIMARY KEY ("channel", "place_id")
);

CREATE INDEX "IX_inbox_message_message_id" ON "inbox_message" ("message_id");

CREATE INDEX "IX_outbox_message_in_reply_to" ON "outbox_message" ("in_reply_to");

CREATE INDEX "IX_sent_message_message_id" ON "sent_message" ("message_id");

CREATE INDEX "IX_sent_message_channel_place_id_channel_message_id" ON "sent_message" ("channel", "place_id", "channel_message_id");

CREATE INDEX "IX_teams_conversation_account_id" ON "teams_conversation" ("account_id");
