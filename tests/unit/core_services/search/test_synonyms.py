"""Synonyms by word and by phrase."""

from core_services.search.schemas import SynonymRule
from core_services.search.synonyms import thesaurus
from core_services.search.text import parse


def test_words_of_a_rule_stand_for_each_other() -> None:
    book = thesaurus([SynonymRule(words=("Sofa", "couch"))])
    assert book.of(parse("red sofa")) == {"sofa": ("couch",)}
    assert book.of(parse("COUCH")) == {"couch": ("sofa",)}


def test_a_plural_finds_the_rule_of_its_singular() -> None:
    book = thesaurus([SynonymRule(words=("sofa", "couch"))])
    assert book.of(parse("sofas")) == {"sofas": ("couch",)}


def test_one_way_widens_the_first_word_only() -> None:
    book = thesaurus([SynonymRule(words=("shoes", "sneakers"), one_way=True)])
    assert book.of(parse("shoes")) == {"shoes": ("sneakers",)}
    assert book.of(parse("sneakers")) == {}


def test_a_phrase_counts_for_each_of_its_words() -> None:
    book = thesaurus([SynonymRule(words=("tv set", "television"))])
    assert book.of(parse("a tv set")) == {"tv": ("television",), "set": ("television",)}


def test_a_rule_of_signs_alone_means_nothing() -> None:
    assert thesaurus([SynonymRule(words=("?", "!"))]).of(parse("anything")) == {}
