"""Creates a role and a database for every service of the topology that has one.

``python -m infra.ops.databases`` (in a container, as a Job, before any migration) or
``mercato databases``. Everything can be repeated, and two at once are safe.

===============================  ==========================================================
DATABASE_HOST                    the writer's endpoint
DATABASE_PORT                    5432 unless said otherwise
DATABASE_MASTER                  who creates; ``mercato_master`` unless said otherwise
DATABASE_SSL_MODE                ``verify-full``, or ``disable`` for a server on this machine
PGSSLROOTCERT                    the file with the authorities that ``verify-full`` trusts
===============================  ==========================================================

The passwords are either variables, or files of these names in the folder ``SECRETS_DIRECTORY``:

===============================  ==========================================================
MASTER_PASSWORD                  the master's
<SERVICE>_DATABASE_PASSWORD      one for each service with a database: ``ORDER_DATABASE_PASSWORD``
===============================  ==========================================================

or they are read from Secrets Manager, where ``SECRETS_PREFIX`` says how their names begin
(``mercato-prod``: then ``mercato-prod/aurora-master`` is the master's password, and
``mercato-prod/database/order`` JSON with a ``password``); this needs ``AWS_REGION`` and the right
to ``secretsmanager:GetSecretValue``.

Ends with 0, or with 1 and a reason on stderr. Beside this package it needs
``infra/topology.yaml``, ``infra/local/topology.py``, ``core_services/chassis/settings.py``, and the
packages asyncpg, boto3, msgspec and PyYAML.
"""
