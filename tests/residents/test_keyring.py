import pytest
from hypothesis import given
from hypothesis import strategies as st

from residents.keyring import HASH_BYTES, CannotDecrypt, Keyring, keyring

OLD, NEW = bytes(range(32)), bytes(range(100, 132))


@given(st.text(), st.binary(max_size=20))
def test_what_was_encrypted_comes_back(value, context):
    ring = Keyring((OLD,))
    assert ring.decrypt(ring.encrypt(value, context), context) == value


def test_the_same_value_is_encrypted_differently_each_time():
    ring = Keyring((OLD,))
    assert ring.encrypt("홍길동", b"name") != ring.encrypt("홍길동", b"name")


def test_a_value_shows_nothing_of_itself():
    assert "홍길동".encode() not in Keyring((OLD,)).encrypt("홍길동", b"name")


def test_with_a_new_key_in_front_old_values_still_open():
    token = Keyring((OLD,)).encrypt("홍길동", b"name")
    rotated = Keyring((NEW, OLD))
    assert rotated.decrypt(token, b"name") == "홍길동"
    assert not rotated.is_newest(token)
    assert rotated.is_newest(rotated.encrypt("홍길동", b"name"))


def test_without_its_key_a_value_does_not_open():
    token = Keyring((OLD,)).encrypt("홍길동", b"name")
    with pytest.raises(CannotDecrypt):
        Keyring((NEW,)).decrypt(token, b"name")


def test_a_value_moved_to_another_place_does_not_open():
    ring = Keyring((OLD,))
    with pytest.raises(CannotDecrypt):
        ring.decrypt(ring.encrypt("홍길동", b"residents.resident.name"), b"residents.contactpoint.address")


@given(st.data())
def test_a_value_altered_in_any_bit_does_not_open(data):
    ring = Keyring((OLD,))
    token = bytearray(ring.encrypt("홍길동", b"name"))
    position = data.draw(st.integers(0, len(token) * 8 - 1))
    token[position // 8] ^= 1 << position % 8
    with pytest.raises(CannotDecrypt):
        ring.decrypt(bytes(token), b"name")


@pytest.mark.parametrize("token", [b"", b"\x01", "홍길동".encode()])
def test_what_never_was_encrypted_does_not_open(token):
    with pytest.raises(CannotDecrypt):
        Keyring((OLD,)).decrypt(token, b"name")


def test_a_hash_is_given_under_every_key_the_newest_first():
    old, new = Keyring((OLD,)).hash("x", b"c"), Keyring((NEW,)).hash("x", b"c")
    assert Keyring((NEW, OLD)).hashes("x", b"c") == [new, old]
    assert Keyring((NEW, OLD)).hash("x", b"c") == new
    assert len(new) == HASH_BYTES


def test_a_hash_depends_on_value_context_and_key():
    ring = Keyring((OLD,))
    assert len({ring.hash("x", b"c"), ring.hash("y", b"c"), ring.hash("x", b"d"), Keyring((NEW,)).hash("x", b"c")}) == 4


def test_the_keyring_follows_the_settings(settings):
    settings.FIELD_KEYS = [NEW, OLD]
    assert keyring().hash("x", b"c") == Keyring((NEW,)).hash("x", b"c")
