"""Addresses of the console's pages."""

from django.urls import include, path

from tongdai.web.pages import (
    calls,
    door,
    exchange,
    extensions,
    home,
    journal,
    live,
    packages,
    people,
    plan,
    releases,
    tenants,
    what_if,
)

_DOOR = [
    path("", home.home_page, name="home"),
    path("sign-in/", door.sign_in_page, name="sign-in"),
    path("sign-out/", door.sign_out, name="sign-out"),
    path("password/", door.password_page, name="password"),
    path("language/", door.language_page, name="language"),
    path("my-phone/", home.own_phone_page, name="own-phone"),
    path("tokens/", people.tokens_page, name="tokens"),
    path("tokens/<int:token>/revoke/", people.revoke_token_page, name="token-revoke"),
]
_PROVIDER = [
    path("tenants/", tenants.tenants_page, name="tenants"),
    path("new-tenant/", tenants.new_tenant_page, name="tenant-new"),
    path("packages/", packages.packages_page, name="packages"),
    path("new-package/", packages.new_package_page, name="package-new"),
    path("packages/<str:handle>/", packages.package_page, name="package"),
    path("packages/<str:handle>/delete/", packages.delete_package_page, name="package-delete"),
    path("people/", people.people_page, name="operators"),
    path("new-operator/", people.new_person_page, name="operator-new"),
    path("people/<str:login>/", people.person_page, name="person"),
    path("people/<str:login>/password/", people.reset_password_page, name="person-reset"),
    path("people/<str:login>/delete/", people.delete_person_page, name="person-delete"),
    path("import/", exchange.import_page, name="import"),
    path("journal/", journal.journal_page, name="house-journal"),
]
_TENANT = [
    path("", home.tenant_page, name="tenant"),
    path("settings/", tenants.tenant_settings_page, name="tenant-settings"),
    path("delete/", tenants.delete_tenant_page, name="tenant-delete"),
    path("extensions/", extensions.extensions_page, name="extensions"),
    path("extensions/new/", extensions.new_extension_page, name="extension-new"),
    path("extensions/bulk/", extensions.bulk_page, name="extensions-bulk"),
    path("extensions/delete/", extensions.delete_extensions_page, name="extensions-delete"),
    path("extensions/<str:number>/", extensions.extension_page, name="extension"),
    path("extensions/<str:number>/edit/", extensions.edit_extension_page, name="extension-edit"),
    path("extensions/<str:number>/secret/", extensions.secret_part, name="extension-secret"),
    path("extensions/<str:number>/qr.svg", extensions.qr_picture, name="extension-qr"),
    path("extensions/<str:number>/renew/", extensions.renew_secret_page, name="extension-renew"),
    path("phones/", live.phones_page, name="phones"),
    path("live/", live.live_page, name="live"),
    path("live/<str:call>/hang-up/", live.hang_up_page, name="call-hang-up"),
    path("calls/", calls.calls_page, name="calls"),
    path("calls.csv", calls.calls_file, name="calls-csv"),
    path("calls/<str:call>/", calls.call_page, name="call"),
    path("plan/", plan.plan_page, name="plan"),
    path("what-if/", what_if.what_if_page, name="what-if"),
    path("releases/", releases.releases_page, name="releases"),
    path("releases/<int:number>/", releases.release_page, name="release"),
    path("releases/<int:number>/roll-back/", releases.roll_back_page, name="release-roll-back"),
    path("releases/<int:number>/undo/", releases.undo_release, name="release-undo"),
    path("journal/", journal.journal_page, name="journal"),
    path("exchange/", exchange.exchange_page, name="exchange"),
    path("export/", exchange.export_file, name="export"),
    path("people/", people.people_page, name="people"),
    path("people/new/", people.new_person_page, name="person-new"),
]


urlpatterns = [*_DOOR, *_PROVIDER, path("tenants/<str:tenant>/", include(_TENANT))]
