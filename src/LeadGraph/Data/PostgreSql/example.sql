-- Invented users and events of the last 7 days, to try LeadGraph with: 10 hot, 20 warm, 30 cool and 40 cold leads.
-- It writes nothing where there is a registration already.
BEGIN;

-- Nobody may register between the look and the insertion.
LOCK TABLE free_lesson_registrations IN SHARE ROW EXCLUSIVE MODE;

CREATE TEMPORARY TABLE example ON COMMIT DROP AS
SELECT 1000000 + n AS user_id,
       'lead_' || n AS username,
       (ARRAY['Alice', 'Boris', 'Clara', 'Daniel', 'Elena', 'Farid', 'Grace', 'Hugo', 'Irina', 'Jonas'])[1 + n % 10]
           AS first_name,
       CASE WHEN n <= 10 THEN 24 WHEN n <= 30 THEN 12 WHEN n <= 60 THEN 6 WHEN n <= 80 THEN 2 ELSE 0 END AS events,
       CASE WHEN n <= 10 THEN 6 WHEN n <= 30 THEN 4 ELSE 2 END AS days,
       now() - interval '10 days' - n * interval '5 hours' AS registered_at
FROM generate_series(1, 100) n
WHERE NOT EXISTS (SELECT FROM free_lesson_registrations);

INSERT INTO free_lesson_registrations (user_id, username, first_name, email, registered_at)
SELECT user_id, username, first_name, username || '@example.com', registered_at FROM example;

-- On as many days as the row says, a minute apart on each.
INSERT INTO events (user_id, event_type, created_at, details)
SELECT user_id,
       (ARRAY['lesson_watched', 'link_clicked', 'question_asked'])[1 + (user_id + i) % 3],
       now() - interval '10 minutes' - (i % days) * interval '1 day' - (i / days) * interval '1 minute',
       jsonb_build_object('lesson', 1 + i % 8)
FROM example, generate_series(0, events - 1) i;

COMMIT;
