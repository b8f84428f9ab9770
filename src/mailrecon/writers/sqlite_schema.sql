-- The tables of `--to sqlite`, described in docs/outputs.md. Offsets are characters, half-open.
PRAGMA application_id = 1296127570;
PRAGMA user_version = 5;

CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  kind TEXT NOT NULL,
  encoding TEXT NOT NULL,
  characters INTEGER NOT NULL
);

CREATE TABLE threads (
  id INTEGER PRIMARY KEY,
  root TEXT NOT NULL UNIQUE,
  subject TEXT,
  messages INTEGER NOT NULL,
  first_local TEXT,
  last_local TEXT
);

CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  name TEXT
);

CREATE TABLE people_variants (
  person INTEGER NOT NULL REFERENCES people (id),
  name TEXT,
  address TEXT
);

CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL UNIQUE,
  in_reply_to TEXT,
  parent INTEGER REFERENCES messages (id),
  relation TEXT,
  thread INTEGER NOT NULL REFERENCES threads (id),
  date_utc TEXT,
  date_local TEXT,
  offset_seconds INTEGER,
  date_printed TEXT,
  subject TEXT,
  body TEXT NOT NULL,
  people TEXT NOT NULL,
  language TEXT,
  layout TEXT NOT NULL,
  confidence REAL NOT NULL,
  certainty TEXT NOT NULL,
  is_native INTEGER NOT NULL,
  edrm_mih TEXT,
  source INTEGER REFERENCES sources (id),
  first_line INTEGER NOT NULL,
  last_line INTEGER NOT NULL,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  place TEXT,
  folder TEXT,
  labels TEXT,
  flags TEXT,
  record TEXT NOT NULL
);

CREATE TABLE participants (
  message INTEGER NOT NULL REFERENCES messages (id),
  role TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT,
  address TEXT,
  mailbox TEXT NOT NULL,
  redacted INTEGER NOT NULL,
  person INTEGER REFERENCES people (id),
  person_id TEXT,
  canonical TEXT
);

CREATE TABLE fields (
  message INTEGER NOT NULL REFERENCES messages (id),
  role TEXT NOT NULL,
  label TEXT,
  printed TEXT NOT NULL,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  how TEXT NOT NULL,
  reason TEXT
);

CREATE TABLE inferences (
  message INTEGER NOT NULL REFERENCES messages (id),
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  reason TEXT NOT NULL,
  score REAL NOT NULL,
  used INTEGER NOT NULL
);

CREATE TABLE warnings (
  message INTEGER REFERENCES messages (id),
  code TEXT NOT NULL,
  text TEXT NOT NULL,
  start INTEGER,
  stop INTEGER
);

-- The numbers that somebody stamped on the pages of the source a message stands on, in order.
CREATE TABLE bates (
  message INTEGER NOT NULL REFERENCES messages (id),
  position INTEGER NOT NULL,
  number TEXT NOT NULL
);

-- What people decided that shaped a message.
CREATE TABLE corrections (
  message INTEGER NOT NULL REFERENCES messages (id),
  correction TEXT NOT NULL,
  action TEXT NOT NULL,
  field TEXT,
  decided_by TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  why TEXT
);

CREATE TABLE segments (
  source INTEGER NOT NULL REFERENCES sources (id),
  kind TEXT NOT NULL,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  message_id TEXT
);

-- Text of a source that cannot be seen there: where it is and how long, never what it says.
-- `box` is left, bottom, right, top in points, as a JSON list.
CREATE TABLE hidden (
  source INTEGER NOT NULL REFERENCES sources (id),
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  how TEXT NOT NULL,
  characters INTEGER NOT NULL,
  page INTEGER,
  box TEXT,
  place TEXT,
  message_id TEXT
);

-- One row: the SHA-256 of this file, taken with 64 zeros in the place of these digits.
CREATE TABLE digest (
  sha256 TEXT NOT NULL
);

CREATE INDEX messages_by_thread ON messages (thread);
CREATE INDEX messages_by_date ON messages (date_local);
CREATE INDEX participants_by_message ON participants (message);
CREATE INDEX participants_by_address ON participants (address);
CREATE INDEX fields_by_message ON fields (message);
CREATE INDEX bates_by_number ON bates (number);
CREATE INDEX segments_by_source ON segments (source, start);

-- One row a message for people who look, not for programs: who, to whom, when, what, where.
CREATE VIEW mail AS
SELECT
  m.id AS id,
  m.date_local AS date,
  (SELECT coalesce(canonical, name, address, '[redacted]') FROM participants
    WHERE message = m.id AND role = 'from') AS originator,
  (SELECT group_concat(coalesce(name, address, '[redacted]'), '; ') FROM
    (SELECT name, address FROM participants WHERE message = m.id AND role = 'to'
      ORDER BY position)) AS recipients,
  (SELECT group_concat(coalesce(name, address, '[redacted]'), '; ') FROM
    (SELECT name, address FROM participants WHERE message = m.id AND role = 'cc'
      ORDER BY position)) AS copied,
  m.subject AS subject,
  m.thread AS thread,
  s.name AS source,
  m.place AS place,
  m.folder AS folder,
  m.body AS body,
  m.message_id AS message_id
FROM messages m LEFT JOIN sources s ON s.id = m.source;

-- Datasette and sqlite-utils look for `content="messages"` to the letter: this is the index that
-- they search; the spaces in the other one keep it out of their sight.
CREATE VIRTUAL TABLE messages_text USING fts5 (
  subject, body, people, content="messages", content_rowid="id",
  tokenize="unicode61 remove_diacritics 2"
);

-- For scripts that put no space between words, and for parts of words: three letters or more.
CREATE VIRTUAL TABLE messages_substrings USING fts5 (
  subject, body, content = "messages", content_rowid = "id", tokenize = "trigram"
);
