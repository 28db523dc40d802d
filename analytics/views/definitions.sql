-- Every definition that changes a number, in one row. The views join it with CROSS JOIN, so a
-- number can only be changed here; analytics/README.md tells what each value may be.
CREATE OR REPLACE VIEW analytics.definitions AS
SELECT
  -- Days, weeks and months begin in this zone. All times in the lake are UTC; an order of 23:30 UTC
  -- on 31 December is next year's in Berlin. Any zone of the tz database, daylight saving included.
  'UTC' AS time_zone,
  -- An order belongs to the day that it was placed, or paid: 'placed' or 'paid'. Placed, because
  -- that is when the customer decided; a bank transfer may be paid a week later.
  'placed' AS orders_dated_by,
  -- Whether orders count that no money came for. Not: most of them are checkouts given up.
  FALSE AS count_unpaid,
  -- Whether orders count that were paid and cancelled later. Not: their money went back. If they
  -- count, so do their refunds; if they do not, neither do their refunds.
  FALSE AS count_cancelled,
  -- 'net' or 'gross' of the tax contained in prices. Net: tax belongs to the state.
  'net' AS revenue_tax,
  -- Whether what customers pay for shipping is revenue. Not: it passes through to the carrier.
  FALSE AS include_shipping,
  -- Whether refunds reduce revenue. A refund takes as much from revenue as it is of the order's
  -- total, so one of a whole order takes its whole revenue and no more.
  TRUE AS subtract_refunds,
  -- The day that a refund reduces: 'refund' or 'order'. By refund, closed months stay as they were
  -- reported; by order, a bad campaign looks bad on its own day.
  'refund' AS refunds_dated_by,
  -- What the average order value averages: 'gmv', all that is paid at one checkout, or 'revenue',
  -- by the rules above and before refunds.
  'gmv' AS order_value_of,
  -- Days between two moments: 'calendar' counts midnights in the time zone, 'elapsed' whole periods
  -- of 24 hours. Calendar: ordered on Monday evening, delivered on Tuesday morning is one day.
  'calendar' AS days_between,
  -- Whether guests are customers in cohorts, repeat purchase, RFM and lifetime value. Not: a guest
  -- has a new id at every visit, so each would be a customer who never came back.
  FALSE AS guests_are_customers,
  -- The moment that ages are told from, such as '2026-03-01 00:00:00' in UTC; empty for the last
  -- moment that anything in the lake happened, so that an old copy still says what it said.
  '' AS as_of,
  -- A customer is active who ordered in the last so many days: a quarter, for things that are bought
  -- a few times a year.
  90 AS active_days,
  -- A customer is lapsed after so many days without an order, and lapsing between the two.
  365 AS lapsed_days,
  -- RFM looks back so many days: a year has every season once.
  365 AS rfm_days,
  -- RFM makes so many bands of equal size; equal customers are in the same band.
  5 AS rfm_bands,
  -- A cart is abandoned that was left alone for so many hours. An order that follows all the same
  -- makes it an ordered one.
  24 AS abandonment_hours,
  -- A click belongs to the search before it, in the same session and for the same words, if it came
  -- within so many minutes.
  30 AS search_click_minutes,
  -- Whether visits of robots are sessions. Not: they never buy.
  FALSE AS count_bots,
  -- Stock cover is told from the sales of the last so many days: whole weeks, so that each weekday
  -- counts alike.
  28 AS stock_sales_days,
  -- Stock is low that lasts for fewer days than this, about what a supplier takes.
  14 AS low_cover_days,
  -- A parcel is late that took more days than this from payment to delivery.
  5 AS delivery_promise_days
