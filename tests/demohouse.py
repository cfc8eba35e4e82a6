"""A house full of demonstration data, for screenshots and for tests that look at pages."""

from tongdai.actions.context import Context, operator_context
from tongdai.actions.extensions import ExtensionDraft, create_extension, create_extensions, update_extension
from tongdai.actions.packages import create_package
from tongdai.actions.people import PersonDraft, create_person, first_operator
from tongdai.actions.sign_in import asker_of, set_password, sign_in
from tongdai.actions.tenants import TenantDraft, create_tenant
from tongdai.domain.extension import Encryption
from tongdai.domain.person import Role
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Feature, Language, Package
from tongdai.engine.fake import FakeEngine
from tongdai.settings import Settings

PACKAGES = (
    Package(handle="standard", name="Standard 10", extensions=10, concurrent_calls=5, recording_gb=5,
            recording_days=90, features=frozenset({Feature.RECORDING, Feature.VOICEMAIL})),
    Package(handle="business", name="Business 50", extensions=50, concurrent_calls=20, recording_gb=50,
            recording_days=365, features=frozenset(Feature)),
    Package(handle="starter", name="Starter 5", extensions=5, concurrent_calls=2),
)
TENANTS = (
    TenantDraft(handle="sen", name="Nhà hàng Hoa Sen", package="standard"),
    TenantDraft(handle="tre", name="Khách sạn Tre Xanh", package="business"),
    TenantDraft(handle="angkor", name="ក្រុមហ៊ុន អង្គរ ដឹកជញ្ជូន", package="starter", country="KH",
                time_zone="Asia/Phnom_Penh", language=Language.KHMER),
)
SEN = (("101", "Lễ tân"), ("102", "Trần Thị Bình"), ("103", "Nguyễn Văn Hoa"), ("104", "Bếp chính"),
       ("105", "Quầy bar"), ("106", "Phòng kế toán"), ("107", "Kho"), ("201", "Bảo vệ cổng trước"))


def furnish_demo(settings: Settings, password: str) -> FakeEngine:
    """Packages, customers, extensions and people, through the actions; the engine that stands on them."""
    engine = FakeEngine()
    ctx = operator_context(settings, "command line", engine)
    once = first_operator(ctx)
    if once is None:
        return engine
    _choose_password(ctx, "operator", once, password)
    for package in PACKAGES:
        create_package(ctx, package, "The packages of this year")
    for draft in TENANTS:
        create_tenant(ctx, draft, "Contract signed")
    for number, name in SEN:
        create_extension(ctx, "sen", ExtensionDraft(number=number, name=name))
    update_extension(ctx, "sen", "106", {"encryption": Encryption.REQUIRED.value, "email": "ketoan@hoasen.example"},
                     "Accounts talk about money")
    create_extensions(ctx, "tre", "1001", 42, "Phòng {number}", "All rooms of the hotel")
    create_extension(ctx, "angkor", ExtensionDraft(number="11", name="សុខា"), "")
    for login, name, role, tenant, extension in (
            ("hoa", "Nguyễn Văn Hoa", Role.ADMINISTRATOR, "sen", None),
            ("binh", "Trần Thị Bình", Role.USER, "sen", "102"),
            ("carol", "Carol Lê", Role.ADMINISTRATOR, "tre", None)):
        made = create_person(ctx, PersonDraft(login=login, name=name, role=role, tenant=tenant, extension=extension))
        _choose_password(ctx, made.person.login, made.one_time_password, password)
    return engine


def _choose_password(ctx: Context, login: str, once: Secret, password: str) -> None:
    signed_in = sign_in(ctx, login, once, "127.0.0.1")
    set_password(ctx.acting(asker_of(signed_in.person, "console")), once, Secret(password))
