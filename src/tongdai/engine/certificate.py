"""The certificate of SIP over TLS: the operator's own, or one that we make and keep until it nears its end."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.x509.oid import NameOID

from tongdai.domain.message import say
from tongdai.engine.cell import CellDirectory
from tongdai.engine.durable import replace_durably
from tongdai.engine.port import EngineError
from tongdai.settings import Settings

VALID = timedelta(days=825)
RENEW_BEFORE = timedelta(days=30)
CERTIFICATE, KEY = "tls.crt", "tls.key"


def provide_certificate(cell: CellDirectory, settings: Settings, now: datetime) -> tuple[Path, Path]:
    """Certificate and key where the engine's user can read them. Raises EngineError where the operator's do not fit."""
    given = settings.tls_certificate, settings.tls_key
    if given == (None, None):
        certificate, key = _own_pair(cell, settings.public_sip_host, now)
    elif settings.tls_certificate is None or settings.tls_key is None:
        raise EngineError(say("One of the settings 'tls_certificate' and 'tls_key' is missing; give both or neither."))
    else:
        certificate, key = _read("tls_certificate", settings.tls_certificate), _read("tls_key", settings.tls_key)
        _check_pair(settings.tls_certificate, settings.tls_key, certificate, key)
    paths = cell.instance / CERTIFICATE, cell.instance / KEY
    for path, text in zip(paths, (certificate, key), strict=True):
        replace_durably(path, text, 0o640, cell.uid)
    return paths


def _read(setting: str, path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(say("Setting '{setting}' is {path}, which cannot be read as PEM; correct it, or leave both "
                              "TLS settings out and a certificate is made.",
                              setting=setting, path=str(path))) from error


def _check_pair(certificate_path: Path, key_path: Path, certificate: str, key: str) -> None:
    try:
        public = x509.load_pem_x509_certificate(certificate.encode()).public_key()
        private = serialization.load_pem_private_key(key.encode(), None)
        fits = _public_bytes(public) == _public_bytes(private.public_key())
    except (ValueError, TypeError):
        fits = False
    if not fits:
        raise EngineError(say("The key in {key} (setting 'tls_key') does not belong to the certificate in "
                              "{certificate} (setting 'tls_certificate'), or one is not PEM without a password.",
                              key=str(key_path), certificate=str(certificate_path)))


def _public_bytes(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _own_pair(cell: CellDirectory, host: str, now: datetime) -> tuple[str, str]:
    """The pair we made before, if it still serves for this host; a new one otherwise."""
    home = cell.path / "certificate"
    home.mkdir(mode=0o700, exist_ok=True)
    paths = home / CERTIFICATE, home / KEY
    if not _serves(*paths, host, now):
        certificate, key = make_certificate(host, now)
        replace_durably(paths[1], key, 0o600)
        replace_durably(paths[0], certificate, 0o600)
    return paths[0].read_text(encoding="ascii"), paths[1].read_text(encoding="ascii")


def _serves(certificate_path: Path, key_path: Path, host: str, now: datetime) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(certificate_path.read_bytes())
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        return False
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (_name(host) in names and _public_bytes(certificate.public_key()) == _public_bytes(key.public_key())
            and now + RENEW_BEFORE < certificate.not_valid_after_utc)


def make_certificate(host: str, now: datetime) -> tuple[str, str]:
    """A certificate for one host, signed by its own key, and that key; both as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tongdai")])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before((now - timedelta(days=1)).astimezone(UTC)).not_valid_after((now + VALID).astimezone(UTC))
        .add_extension(x509.SubjectAlternativeName([_name(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256()))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), private.decode()


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
