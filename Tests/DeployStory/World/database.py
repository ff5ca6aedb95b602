"""Databases of RDS that the stacks create, each in a PostgreSQL server of the world."""

import json
import os
import secrets
import string
import subprocess

import names
from ministack.core.responses import get_region
from ministack.services import rds, secretsmanager
from ministack.services.cloudformation import provisioners

# The servers without an instance of RDS, and that of each instance: the folder of its socket and its address.
_free, _servers = [], {}


def _sql(socket, statement):
    said = subprocess.run(
        ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--host={socket}", "--username=rdsadmin", "--dbname=postgres"],
        input=statement, capture_output=True, text=True)
    if said.returncode:
        raise ValueError(f"PostgreSQL refused: {said.stderr.strip()}")


def _quoted(name):
    return '"' + name.replace('"', '""') + '"'


def _secrets_by_arn():
    """Ref of a secret is its ARN on AWS, and its name in ministack."""
    handlers = provisioners._RESOURCE_HANDLERS
    plain = dict(handlers["AWS::SecretsManager::Secret"])

    def name(physical):
        return next((key for key, secret in secretsmanager._secrets.items() if secret["ARN"] == physical), physical)

    def with_arn(made):
        return made[1]["Arn"], made[1]

    text = provisioners._sm_secret_string

    def generated(properties):
        """Ministack puts punctuation into every generated password."""
        settings = properties.get("GenerateSecretString")
        if settings and str(settings.get("ExcludePunctuation")).lower() == "true":
            settings = dict(settings, ExcludeCharacters=settings.get("ExcludeCharacters", "") + string.punctuation)
            properties = dict(properties, GenerateSecretString=settings)
        return text(properties)

    provisioners._sm_secret_string = generated

    handlers["AWS::SecretsManager::Secret"] = dict(
        plain, create=lambda logical, properties, stack: with_arn(plain["create"](logical, properties, stack)),
        update=lambda physical, *more: with_arn(plain["update"](name(physical), *more)), update_with_logical_id=True,
        delete=lambda physical, properties: plain["delete"](name(physical), properties))


def install(servers, suffix):
    """Makes databases of RDS real. `servers` are PostgreSQL's, by the folders of their sockets and their addresses; the certificate
    covers names under `suffix`.
    """
    _free.extend(servers)
    _secrets_by_arn()
    handlers = provisioners._RESOURCE_HANDLERS
    plain = dict(handlers["AWS::RDS::DBInstance"])

    def connected(created, properties, is_new):
        physical, attributes = created
        instance = rds._instances[physical]
        host = f"{physical}.{suffix}.{get_region()}.rds.amazonaws.com"
        user, database = properties.get("MasterUsername", "postgres"), properties.get("DBName", "postgres")
        name = f"rds!{instance['DbiResourceId'].lower()}"
        if name not in secretsmanager._secrets:
            secretsmanager._create_secret({
                "Name": name, "Description": f"The secret of the primary RDS DB instance: {instance['DBInstanceArn']}",
                "SecretString": json.dumps({"username": user, "password": secrets.token_urlsafe(24)})})
        secret = secretsmanager._secrets[name]
        if is_new:
            if not _free:
                raise ValueError(f"the world has PostgreSQL servers for {len(_servers)} instances (InsufficientDBInstanceCapacity)")
            socket, address = _servers[physical] = _free.pop(0)
            version = next(iter(secret["Versions"].values()))
            password = properties.get("MasterUserPassword") or json.loads(version["SecretString"])["password"]
            _sql(socket, "\n".join([
                f"DROP DATABASE IF EXISTS {_quoted(database)} WITH (FORCE);",
                f"DO $$ BEGIN CREATE ROLE {_quoted(user)}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;",
                f"ALTER ROLE {_quoted(user)} LOGIN CREATEROLE CREATEDB PASSWORD '{password}';",
                f"GRANT rds_superuser TO {_quoted(user)};",
                f"GRANT rds_iam TO {_quoted(user)} WITH ADMIN OPTION;",
                f"CREATE DATABASE {_quoted(database)} OWNER {_quoted(user)};"]))
            names.add(host, address)
        instance["Endpoint"]["Address"] = host
        attributes = dict(attributes, **{"Endpoint.Address": host, "Endpoint.Port": "5432"})
        if str(properties.get("ManageMasterUserPassword")).lower() == "true":
            instance["MasterUserSecret"] = {"SecretArn": secret["ARN"], "SecretStatus": "active"}
            attributes["MasterUserSecret.SecretArn"] = secret["ARN"]
        return physical, attributes

    def create(logical, properties, stack):
        return connected(plain["create"](logical, properties, stack), properties, True)

    def update(physical, old, new, stack, logical=None):
        updated = plain["update"](physical, old, new, stack, logical)
        return connected(updated, new, updated[0] != physical)

    def delete(physical, properties):
        instance = rds._instances.get(physical)
        plain["delete"](physical, properties)
        if instance:
            secretsmanager._secrets.pop(f"rds!{instance['DbiResourceId'].lower()}", None)
            server = _servers.pop(physical)
            _sql(server[0], f"DROP DATABASE IF EXISTS {_quoted(properties.get('DBName', 'postgres'))} WITH (FORCE);")
            _free.append(server)

    handlers["AWS::RDS::DBInstance"] = dict(plain, create=create, update=update, delete=delete, update_with_logical_id=True)


def prepare(socket):
    """Makes the roles that RDS has from the start."""
    _sql(socket, "CREATE ROLE rds_superuser NOLOGIN; CREATE ROLE rds_iam NOLOGIN;")
    os.environ.setdefault("PGCONNECT_TIMEOUT", "5")
