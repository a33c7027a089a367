"""Fields that mean the same in every matter. A bundle asks each once."""

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.matters.forms import FieldKind, FieldSpec, Mask
from kiosk.matters.text import Key, Part, Text


class SharedField(Part):
    """One of them."""

    id: Key
    title: Text
    kind: FieldKind = "text"
    mask: Mask = Mask.NONE
    source: str = ""
    """Where its value comes from where the card has it"""


def shared_id(spec: FieldSpec) -> str | None:
    """The shared field that `spec` is; ``None`` when it is the matter's own. Choices are only shared when they say so."""
    if spec.shared is not None:
        return spec.shared
    return spec.key if spec.key in SHARED_FIELDS and spec.kind != "choice" else None


def _field(
    key: str, zh: str, en: str, zh_hant: str = "", *, kind: FieldKind = "text", mask: Mask = Mask.NONE, source: str = ""
) -> SharedField:
    return SharedField(id=key, title=Text(zh=zh, en=en, zh_hant=zh_hant), kind=kind, mask=mask, source=source)


SHARED_FIELDS: Mapping[str, SharedField] = MappingProxyType(
    {
        entry.id: entry
        for entry in (
            _field("name", "姓名", "Name", mask=Mask.NAME, source="card.name"),
            _field("id_number", "身份证号", "ID number", "身分證號", mask=Mask.ID_NUMBER, source="card.number"),
            _field("sex", "性别", "Sex", "性別", source="card.sex"),
            _field("birth_date", "出生日期", "Date of birth", kind="date", source="card.birth"),
            _field("address", "户籍地址", "Registered address", "戶籍地址", mask=Mask.ADDRESS, source="card.address"),
            _field("nationality", "国籍", "Nationality", "國籍", source="card.nationality"),
            _field("ethnicity", "民族", "Ethnic group"),
            _field("phone", "手机号", "Mobile", "手機號", kind="phone", mask=Mask.PHONE),
            _field("email", "电子邮箱", "E-mail", "電子郵箱"),
            _field("mail_address", "邮寄地址", "Postal address", "郵寄地址", kind="address", mask=Mask.ADDRESS),
            _field("home_address", "现住址", "Home address", "現住址", kind="address", mask=Mask.ADDRESS),
            _field("postcode", "邮政编码", "Postcode", "郵政編碼", kind="number"),
            _field("contact_name", "联系人", "Contact person", "聯絡人", mask=Mask.NAME),
            _field("contact_phone", "联系人手机号", "Contact's mobile", "聯絡人手機號", kind="phone", mask=Mask.PHONE),
            _field("employer", "工作单位", "Employer", "工作單位"),
            _field("bank_name", "开户银行", "Bank", "開戶銀行"),
            _field("bank_account", "银行账号", "Bank account", "銀行帳號", kind="number", mask=Mask.ID_NUMBER),
            _field("marital_status", "婚姻状况", "Marital status", "婚姻狀況"),
            _field("education", "学历", "Education", "學歷"),
            _field("spouse_name", "配偶姓名", "Spouse's name", mask=Mask.NAME),
            _field("spouse_id_number", "配偶身份证号", "Spouse's ID number", kind="id_number", mask=Mask.ID_NUMBER),
            _field("child_name", "孩子姓名", "Child's name", "孩子姓名", mask=Mask.NAME),
            _field("child_sex", "孩子性别", "Child's sex", "孩子性別"),
            _field("child_birth_date", "孩子出生日期", "Child's date of birth", kind="date"),
            _field("child_id_number", "孩子身份证号", "Child's ID number", kind="id_number", mask=Mask.ID_NUMBER),
            _field("birth_certificate_number", "出生医学证明编号", "Birth certificate number", "出生醫學證明編號"),
            _field("deceased_name", "逝者姓名", "Name of the deceased", "逝者姓名", mask=Mask.NAME),
            _field(
                "deceased_id_number", "逝者身份证号", "ID number of the deceased", kind="id_number", mask=Mask.ID_NUMBER
            ),
            _field("company_name", "企业名称", "Company name", "企業名稱"),
            _field("credit_code", "统一社会信用代码", "Credit code", "統一社會信用代碼", kind="credit_code"),
            _field("legal_representative", "法定代表人", "Legal representative", mask=Mask.NAME),
            _field("company_address", "企业住所", "Company address", "企業住所", kind="address"),
            _field("business_scope", "经营范围", "Business scope", "經營範圍"),
            _field("plate_number", "车牌号", "Plate number", "車牌號"),
            _field("licence_number", "驾驶证档案编号", "Driving licence file number", mask=Mask.ID_NUMBER),
            _field("property_number", "不动产权证号", "Property certificate number", "不動產權證號"),
            _field("project_code", "投资项目代码", "Project code", "投資項目代碼"),
            _field("insurance_status", "参保状态", "Insurance status", "參保狀態"),
            _field("residence", "居住登记", "Residence registration", "居住登記"),
            _field("photo", "证件照片", "ID photo", "證件照片"),
        )
    }
)
