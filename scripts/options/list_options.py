"""Asks oslo.config which options nova, placement and their libraries register, and prints the facts as JSON.

Runs under the Python of a virtual environment in which one release is installed (scripts/make-options.mjs makes it).
Help texts are not read: they belong to upstream.
"""

import importlib
import json
import re
import socket
import sys
import warnings

warnings.simplefilter("ignore")

from oslo_config import cfg, generator, types  # noqa: E402

NOVA = [
    "nova.conf", "os_vif", "os_brick", "os_brick.lightos", "os_win", "cotyledon", "osprofiler", "oslo.config", "oslo.log", "oslo.messaging", "oslo.policy",
    "oslo.privsep", "oslo.service.periodic_task", "oslo.service.service", "oslo.service.sslutils", "oslo.service.wsgi",
    "oslo.middleware", "oslo.middleware.cors", "oslo.middleware.http_proxy_to_wsgi", "oslo.middleware.healthcheck",
    "oslo.middleware.sizelimit", "oslo.middleware.ssl", "oslo.middleware.basic_auth", "oslo.middleware.tracing",
    "oslo.concurrency", "oslo.db",
    "oslo.db.concurrency", "oslo.cache", "oslo.reports", "oslo.versionedobjects", "oslo.limit",
    "keystonemiddleware.auth_token", "keystonemiddleware.audit", "castellan.config",
]
PLACEMENT = [
    "placement.conf", "osprofiler", "oslo.config", "oslo.log", "oslo.policy", "oslo.reports", "oslo.middleware",
    "oslo.middleware.cors", "oslo.middleware.http_proxy_to_wsgi", "oslo.middleware.healthcheck",
    "oslo.middleware.sizelimit", "oslo.middleware.ssl", "oslo.middleware.basic_auth", "oslo.middleware.tracing",
    "keystonemiddleware.auth_token", "keystonemiddleware.audit",
]
# Each privileged context has a group of its own, which is registered when it is first used: (module, context).
PRIVSEP_CONTEXTS = [
    ("nova.privsep", "sys_admin_pctxt"), ("os_brick.privileged", "default"), ("vif_plug_ovs.privsep", "vif_plug"),
    ("vif_plug_linux_bridge.privsep", "vif_plug"),
]
# What stands in a default that was taken from the machine on which this ran.
LOCAL = {socket.gethostname(), socket.getfqdn(), sys.prefix, sys.base_prefix}

CLASSES = [
    (types.Boolean, "boolean"), (types.Port, "port"), (types.Integer, "integer"), (types.Float, "float"),
    (types.List, "list"), (types.Dict, "dict"), (types.URI, "uri"), (types.Range, "range"),
    (types.HostAddress, "host-address"), (types.Hostname, "hostname"), (types.IPAddress, "ip-address"),
    (types.String, "string"),
]
if hasattr(types, "HostDomain"):
    CLASSES.insert(0, (types.HostDomain, "host-domain"))


def value_type(each):
    if each is str:
        return {}
    if each is int:
        return {"type": "integer"}
    name = next((name for cls, name in CLASSES if isinstance(each, cls)), "unknown")
    facts = {} if name == "string" else {"type": name}
    if name in ("integer", "float", "port", "range"):
        if each.min is not None and (name, each.min) != ("port", 0):
            facts["min"] = each.min
        if each.max is not None and (name, each.max) != ("port", 65535):
            facts["max"] = each.max
    if getattr(each, "choices", None) is not None:
        facts["choices"] = list(each.choices)
    if getattr(each, "ignore_case", False):
        facts["ignoresCase"] = True
    if getattr(each, "max_length", None):
        facts["maxLength"] = each.max_length
    if getattr(each, "min_length", None):
        facts["minLength"] = each.min_length
    if getattr(each, "regex", None):
        facts["pattern"] = each.regex.pattern
    if getattr(each, "schemes", None):
        facts["schemes"] = list(each.schemes)
    if getattr(each, "bounds", False):
        facts["hasBounds"] = True
    if getattr(each, "quotes", False):
        facts["hasQuotes"] = True
    if name in ("list", "dict"):
        item = value_type(each.item_type if name == "list" else each.value_type)
        if item:
            facts["item"] = {"type": "string", **item}
    version = getattr(each, "version_checker", None) or getattr(getattr(each, "ip_address", None), "version_checker", None)
    if version is not None and version.__name__ in ("_check_ipv4", "_check_ipv6"):
        facts["ipVersion"] = int(version.__name__[-1])
    return facts


def plain(value):
    if isinstance(value, (list, tuple)):
        return [str(each) if not isinstance(each, bool) else str(each).lower() for each in value]
    if isinstance(value, dict):
        return {str(key): str(each) for key, each in value.items()}
    if isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def is_local(value):
    text = json.dumps(value)
    return any(len(each) > 1 and each in text for each in LOCAL) or re.search(r"site-packages|/root/|/home/", text)


def option(opt, namespace):
    facts = value_type(opt.type)
    facts["namespace"] = namespace
    if opt.multi:
        facts["isMulti"] = True
    sample = getattr(opt, "sample_default", None)
    if opt.default is not None and not is_local(plain(opt.default)):
        # Where a sample is shown, the default itself may have been computed on this machine.
        if sample is None or not isinstance(sample, str) or not re.search(r"^<.*>$", sample):
            facts["default"] = plain(opt.default)
    if isinstance(sample, str) and sample != opt.default and not is_local(sample):
        facts["sampleDefault"] = sample
    if opt.secret:
        facts["isSecret"] = True
    if getattr(opt, "mutable", False):
        facts["isMutable"] = True
    if opt.required:
        facts["isRequired"] = True
    if opt.deprecated_for_removal:
        facts["isDeprecatedForRemoval"] = True
    if getattr(opt, "deprecated_since", None):
        facts["deprecatedSince"] = str(opt.deprecated_since)
    return facts


def add(groups, group, opts, namespace):
    # Groups are looked up without case; only DEFAULT is not.
    known = groups.setdefault(group, {})
    for opt in opts:
        facts = known.get(opt.dest) or option(opt, namespace)
        # Plug-ins share names, and each has former names of its own.
        names = facts.get("deprecatedNames", [])
        for old in opt.deprecated_opts:
            if not (old.name or old.group):
                continue
            name = "%s/%s" % (old.group or group, old.name or opt.dest)
            if name not in names and name.split("/", 1) != [group, opt.dest]:
                names.append(name)
        if names:
            facts["deprecatedNames"] = names
        known[opt.dest] = facts


def collect(namespaces):
    groups = {}
    found = set()
    generator._update_defaults(namespaces)
    # The order in which entry points are found is none. Options that nova registers for a library belong to the library.
    loaders = generator._get_raw_opts_loaders(namespaces)
    loaders.sort(key=lambda each: (each[0] in ("nova.conf", "placement.conf"), namespaces.index(each[0])))
    for namespace, loader in loaders:
        found.add(namespace)
        listing = loader()
        for group, *parts in listing:
            # oslo.limit of Yoga gives its lists one after the other instead of one.
            opts = [opt for part in parts for opt in part]
            add(groups, getattr(group, "name", group) or "DEFAULT", opts, namespace)
    return groups, found


def vif_plugins(groups):
    """What os_vif registers when it loads its plug-ins; old releases do not list it."""
    for name, module, cls in (
        ("ovs", "vif_plug_ovs.ovs", "OvsPlugin"),
        ("linux_bridge", "vif_plug_linux_bridge.linux_bridge", "LinuxBridgePlugin"),
    ):
        try:
            plugin = getattr(importlib.import_module(module), cls)
        except ImportError as error:
            print("%s: %s" % (module, error), file=sys.stderr)
            continue
        add(groups, "os_vif_" + name, plugin.CONFIG_OPTS, "os_vif")


def auth_plugins():
    """Options of each plug-in of keystoneauth, by its name in `auth_type`."""
    from keystoneauth1 import loading
    from keystoneauth1.loading import base

    plugins = {}
    for name in sorted(base.get_available_plugin_names()):
        try:
            loader = base.get_plugin_loader(name)
        except Exception as error:
            print("plug-in %s: %s" % (name, error), file=sys.stderr)
            continue
        options = {}
        add(options, "", [each._to_oslo_opt() for each in loader.get_options()], "keystoneauth1")
        plugins[name] = options.get("", {})
    common = {}
    add(common, "", loading.get_session_conf_options() + loading.get_adapter_conf_options()
        + loading.get_auth_common_conf_options(), "keystoneauth1")
    return plugins, common[""]


def main():
    groups, found = collect(NOVA)
    # Options that only run-time registers.
    add(groups, "DEFAULT", cfg.ConfigOpts._make_config_options([], []), "oslo.config")
    vif_plugins(groups)
    for module, name in PRIVSEP_CONTEXTS:
        try:
            context = getattr(importlib.import_module(module), name)
        except Exception as error:
            print("%s.%s: %s" % (module, name, error), file=sys.stderr)
            continue
        from oslo_privsep import priv_context
        add(groups, context.cfg_section, priv_context.OPTS, "oslo.privsep")
    placement, found_placement = collect(PLACEMENT)
    plugins, common = auth_plugins()
    missing = sorted(set(NOVA) - found) + sorted(set(PLACEMENT) - found_placement - set(NOVA))
    print("without: %s" % ", ".join(missing), file=sys.stderr)
    json.dump({"groups": groups, "placement": placement, "authPlugins": plugins, "authCommon": common}, sys.stdout,
              sort_keys=True)


main()
