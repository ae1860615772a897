-- The two tables as LeadGraph's demo keeps them. Times are text, 'yyyy-MM-dd HH:mm:ss' with up to seven decimals, UTC.
CREATE TABLE free_lesson_registrations (
    user_id INTEGER PRIMARY KEY,
    username TEXT,
    first_name TEXT,
    email TEXT,
    registered_at TEXT
);

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    user_id INTEGER,
    event_type TEXT,
    created_at TEXT,
    details TEXT
);

CREATE INDEX events_created_at_user_id ON events (created_at, user_id);
CREATE INDEX events_user_id_created_at ON events (user_id, created_at DESC, id DESC);
