"""Where sessions come from, as campaigns and referrers of the world call it."""

from pyspark.sql import SparkSession

from pipelines.glue.sources import source

CASES = {
    ("", "", ""): "direct",
    ("google", "cpc", "www.google.com"): "paid",
    ("facebook", "paid-social", ""): "paid",
    ("newsletter", "email", "mail.google.com"): "email",
    ("Newsletter", "", ""): "email",
    ("instagram", "social", ""): "social",
    ("facebook", "", ""): "social",
    ("google", "organic", ""): "search",
    ("partner", "affiliate", "www.google.com"): "referral",
    ("", "", "www.google.co.uk"): "search",
    ("", "", "duckduckgo.com"): "search",
    ("", "", "mail.google.com"): "email",
    ("", "", "outlook.live.com"): "email",
    ("", "", "l.facebook.com"): "social",
    ("", "", "t.co"): "social",
    ("", "", "not.co"): "referral",
    ("", "", "blog.example.org"): "referral",
    ("", "", "notgoogle.example.org"): "referral",
}


def test_a_source_is_one_of_six_words(spark: SparkSession) -> None:
    rows = ", ".join(str(case) for case in CASES)
    table = spark.sql(f"SELECT * FROM VALUES {rows} AS seen(name, medium, host)")
    said = table.withColumn("source", source("name", "medium", "host"))._jdf.collectAsList()
    assert {tuple(row.getString(i) for i in range(3)): row.getString(3) for row in said} == CASES
