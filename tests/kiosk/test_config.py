"""kiosk.toml: every mistake is said with the file, the place in it and what was expected."""

from pathlib import Path

import pytest

from kiosk import config as config_module
from kiosk.config import DEVICE_ROLES, OPTIONAL_ROLES, Config, ConfigError, load_config
from kiosk.protocol import enrolment
from tests.kiosk.kiosk_toml import GOOD


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kiosk.toml"


def loaded(file: Path, text: str) -> Config:
    file.write_text(text, encoding="utf-8")
    return load_config(file)


def said(file: Path, text: str) -> str:
    """What is said about a wrong file; always with its name."""
    with pytest.raises(ConfigError) as wrong:
        loaded(file, text)
    assert str(wrong.value).startswith(f"{file}: ")
    return str(wrong.value)


def test_a_good_file(file):
    config = loaded(file, GOOD)
    assert (config.kiosk.id, config.kiosk.number) == ("K-0412", "0412")
    assert (config.kiosk.zone.get("zh_CN"), config.kiosk.zone.get("en")) == ("北桥街道", "Beiqiao")
    assert config.device("receipt_printer").driver == "receipt_printer.escpos"
    assert config.device("receipt_printer").options == {"port": "/dev/null", "baud": 115200}
    assert config.payments.scan_to_pay.options == {"url": "http://127.0.0.1:2"}
    assert (config.dock, config.screen.full_screen, config.screen.keyboard) == (None, False, True)
    assert all(config.device(role).driver.startswith(f"{role}.") for role in DEVICE_ROLES)


def test_the_counter_may_be_named_in_both_languages(file):
    assert loaded(file, GOOD).kiosk.counter is None
    named = GOOD.replace('state = "state"', 'state = "state"\ncounter = { zh = "受理中心，8:30–17:00", en = "Centre" }')
    counter = loaded(file, named).kiosk.counter
    assert counter is not None
    assert (counter.get("zh_CN"), counter.get("en")) == ("受理中心，8:30–17:00", "Centre")
    assert "kiosk.counter.en: expected a value here" in said(file, named.replace(', en = "Centre"', ""))


def test_relative_paths_count_from_the_files_folder(file, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    text = (
        GOOD.replace('state = "state"', 'state = "state"\ncatalogue = "../matters"').replace(
            "[central]", '[central]\nca_file = "ca.pem"'
        )
        + '[dock]\ncontrol = "bench/s"\n'
    )
    config = loaded(file, text)
    assert config.kiosk.state == tmp_path / "state"
    assert config.kiosk.catalogue == tmp_path / "../matters"
    assert config.central.ca_file == tmp_path / "ca.pem"
    assert config.dock is not None
    assert config.dock.control == tmp_path / "bench/s"


def test_a_relative_name_of_the_file_itself_makes_no_difference(file, tmp_path, monkeypatch):
    file.write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_config(Path("kiosk.toml")).kiosk.state == tmp_path / "state"


def test_absolute_paths_stay(file):
    config = loaded(
        file, GOOD.replace('"state"', '"/srv/kiosk"').replace("[central]", '[central]\nca_file = "/etc/ca"')
    )
    assert (config.kiosk.state, config.central.ca_file) == (Path("/srv/kiosk"), Path("/etc/ca"))


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("[central]", "[centre]", "central: expected a value here"),
        ("[central]", "[centre]", "centre: expected no key of this name; did you mean 'central'?"),
        ('id = "K-0412"', "", "kiosk.id: expected a value here; this key is required"),
        ('id = "K-0412"', 'id = "412"', "kiosk.id: expected text of the form ^K-"),
        ('id = "K-0412"', "id = 412", "kiosk.id: expected text in quotes, for example K-0412"),
        ('id = "K-0412"', 'id = "K-0412\\n"', "kiosk.id: expected text of the form ^K-"),
        (
            'state = "state"',
            'state = "state"\ncolour = "red"',
            "kiosk.colour: expected no key of this name; did you mean 'counter'? Known here: catalogue",
        ),
        ('zh = "北桥街道"', 'zh = " "', "kiosk.zone.zh: expected text of 1 or more characters"),
        ('"http://127.0.0.1:1"', '"127.0.0.1:1"', "central.url: expected text of the form"),
        ('"http://127.0.0.1:1"', '"http://127.0.0.1:1/"', "central.url: expected text of the form"),
        ('driver = "receipt_printer.escpos"', "", "devices.receipt_printer.driver: expected a value here"),
        ('"receipt_printer.escpos"', '"escpos"', "devices.receipt_printer.driver: expected text of the form"),
        ("[devices.document_camera]", "[devices.webcam]", "devices.document_camera: expected a value here"),
        ("[payments.scan_to_pay]", "[payments.cash]", "payments.scan_to_pay: expected a value here"),
        ('provider = "scan_to_pay.simulated"', "", "payments.scan_to_pay.provider: expected a value here"),
        ("[kiosk]", 'screen = "big"\n[kiosk]', "screen: expected a table of keys and values"),
        (
            "[kiosk]",
            'screen = { full_screen = "perhaps" }\n[kiosk]',
            "screen.full_screen: expected true or false",
        ),
        ("[kiosk]", "dock = {}\n[kiosk]", "dock.control: expected a value here"),
    ],
)
def test_every_mistake_is_said_with_its_place(file, old, new, place):
    assert old in GOOD
    assert place in said(file, GOOD.replace(old, new))


def test_no_sentence_is_in_the_words_of_the_library(file):
    wrong = (
        GOOD.replace('id = "K-0412"', "id = 412")
        .replace("[central]", "[centre]")
        .replace('state = "state"', "state = 5")
    )
    sentence = said(file, f"screen = 5\ndock = {{ control = 5 }}\n{wrong}")
    assert not any(word in sentence for word in ("Input", "String", "Field", "permitted", "instance"))


def test_all_mistakes_are_said_at_once(file):
    sentence = said(file, GOOD.replace('id = "K-0412"', "").replace("[central]", "[centre]"))
    assert all(place in sentence for place in ("kiosk.id", "central: ", "centre: "))


def test_an_empty_file_lacks_everything(file):
    sentence = said(file, "")
    assert all(f"{table}: expected a value here" in sentence for table in ("kiosk", "central", "devices", "payments"))


def test_what_is_not_toml_is_said_with_its_line(file):
    assert "is not valid TOML" in said(file, "[kiosk\n")
    assert "line 3" in said(file, '[kiosk]\nid = "K-0412"\nzone = = 5\n')


def test_a_file_that_is_not_there(file):
    with pytest.raises(ConfigError) as wrong:
        load_config(file)
    assert f"{file}: cannot be read (No such file or directory)" in str(wrong.value)


def test_a_folder_in_its_place(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)


def test_another_encoding(file):
    file.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(ConfigError) as wrong:
        load_config(file)
    assert f"{file}: is not UTF-8 (byte {GOOD.index('北')})" in str(wrong.value)


def test_a_sentence_never_quotes_what_was_written(file):
    assert "s3cret" not in said(file, GOOD.replace("[central]", '[central]\ntoken = "s3cret"'))


def test_a_kiosk_has_the_optional_devices_that_have_a_table(file):
    bare = loaded(file, GOOD)
    assert bare.roles == DEVICE_ROLES
    with pytest.raises(KeyError, match="cabinet"):
        bare.device("cabinet")
    tables = '[devices.power_supply]\ndriver = "power_supply.megatec"\n[devices.cabinet]\ndriver = "cabinet.modbus"\n'
    config = loaded(file, GOOD + tables)
    assert config.roles == (*DEVICE_ROLES, "cabinet", "power_supply")
    assert config.device("cabinet").driver == "cabinet.modbus"
    assert set(OPTIONAL_ROLES) == set(type(config.devices).model_fields) - set(DEVICE_ROLES)


def test_hardware_is_looked_up_on_this_machine_unless_another_root_is_named(file):
    assert loaded(file, GOOD).hardware.root == Path("/")
    assert (
        loaded(file, GOOD + '[hardware]\nroot = "bench/host"\n').hardware.root == file.parent.resolve() / "bench/host"
    )


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8400", "http://localhost", "http://[::1]:8400", "https://192.0.2.1:8443"]
)
def test_plain_http_leads_to_this_machine_only(file, url):
    assert loaded(file, GOOD.replace('url = "http://127.0.0.1:1"', f'url = "{url}"', 1)).central.url == url


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1", "http://platform.example", "http://127.0.0.1.example", "http://0.0.0.0"]
)
def test_plain_http_to_another_machine_is_refused_in_a_sentence(file, url):
    sentence = said(file, GOOD.replace('url = "http://127.0.0.1:1"', f'url = "{url}"', 1))
    assert (
        "central.url: expected https://…; plain http:// is for a platform on this machine only (127.0.0.1" in sentence
    )
    assert url not in sentence


def test_a_kiosk_has_the_same_number_in_its_configuration_and_at_the_platform():
    assert config_module.KIOSK_ID == enrolment.KIOSK_ID
