"""Packages that customers rent: list, create, edit, delete."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongdai.actions.packages import create_package, delete_package, get_package, list_packages, update_package
from tongdai.domain.rights import Right
from tongdai.web.forms.form import WhyForm, filled
from tongdai.web.forms.package import NewPackageForm, PackageForm
from tongdai.web.notice import announced
from tongdai.web.visitor import Visit


@require_safe
def packages_page(request: Visit) -> HttpResponse:
    """All packages, and how many customers rent each."""
    return render(request, "console/pages/packages.html", {"rows": list_packages(request.ctx)})


@require_http_methods(["GET", "HEAD", "POST"])
def new_package_page(request: Visit) -> HttpResponse:
    """Add a package."""
    request.ctx.require(Right.CHANGE_PACKAGES)
    form = filled(NewPackageForm, request)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            published = create_package(request.ctx, form.package(), form.cleaned_data["why"])
            return announced(request, published, reverse("packages"))
    return render(request, "console/pages/package_new.html", {"form": form}, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def package_page(request: Visit, handle: str) -> HttpResponse:
    """Change a package; every customer that rents it gets a release."""
    request.ctx.require(Right.CHANGE_PACKAGES)
    package = get_package(request.ctx, handle)
    form = filled(PackageForm, request, initial=PackageForm.initial_of(package))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            published = update_package(request.ctx, handle, form.changed(), form.cleaned_data["why"])
            return announced(request, published, reverse("packages"))
    return render(request, "console/pages/package.html", {"form": form, "package": package}, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_package_page(request: Visit, handle: str) -> HttpResponse:
    """Delete a package that nobody rents."""
    request.ctx.require(Right.CHANGE_PACKAGES)
    package = get_package(request.ctx, handle)
    form = filled(WhyForm, request)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            published = delete_package(request.ctx, handle, form.cleaned_data["why"])
            return announced(request, published, reverse("packages"))
    return render(request, "console/pages/package_delete.html", {"form": form, "package": package},
                  status=form.status)
