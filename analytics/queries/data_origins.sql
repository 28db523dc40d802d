-- question: Where does what these numbers are made of come from?
-- grain: origin
-- owner: whoever shows a number
-- scans: orders and sessions whole
-- parameters: none
-- columns:
--   origin: live, replay, simulated, or history and the name of the import
--   is_simulated: true for data that no customer made
--   orders: of it, whether they count or not
--   sessions: of it, robots included
--   first_day: in the reporting time zone
--   last_day: in the reporting time zone
SELECT o.origin, o.is_simulated, o.orders, o.sessions, o.first_day, o.last_day
FROM analytics.data_origins AS o
ORDER BY o.origin
