"""Asks oslo.config what it makes of files: {"options": …, "files": [text, …]} on standard input, verdicts on standard output.

The options are in the form of knowledge/options. A verdict is {"refused": line} where the file is refused as a whole, else
{"values": {"group/name": {"value": …} or {"refused": true}}}.
"""

import json
import logging
import re
import sys
import tempfile

from oslo_config import cfg, types

logging.disable(logging.CRITICAL)


def type_of(facts):
    name = facts.get("type", "string")
    number = {key: facts[key] for key in ("min", "max", "choices") if key in facts}
    if name == "string":
        return types.String(
            choices=facts.get("choices"), quotes=facts.get("hasQuotes", False), regex=facts.get("pattern"),
            ignore_case=facts.get("ignoresCase", False), max_length=facts.get("maxLength"))
    if name == "integer":
        return types.Integer(**number)
    if name == "float":
        return types.Float(**{key: number[key] for key in number if key != "choices"})
    if name == "port":
        return types.Port(**number)
    if name == "range":
        return types.Range(min=facts.get("min"), max=facts.get("max"))
    if name == "list":
        return types.List(item_type=type_of(facts.get("item", {})), bounds=facts.get("hasBounds", False))
    if name == "dict":
        return types.Dict(value_type=type_of(facts.get("item", {})), bounds=facts.get("hasBounds", False))
    if name == "uri":
        return types.URI(schemes=facts.get("schemes"), max_length=facts.get("maxLength"))
    simple = {"boolean": types.Boolean, "hostname": types.Hostname}
    if name in simple:
        return simple[name]()
    addresses = {"ip-address": types.IPAddress, "host-address": types.HostAddress, "host-domain": types.HostDomain}
    return addresses[name](version=facts.get("ipVersion"))


def option(name, facts):
    old = [cfg.DeprecatedOpt(each.split("/", 1)[1], group=each.split("/", 1)[0])
           for each in facts.get("deprecatedNames", [])]
    if facts.get("isMulti"):
        return cfg.MultiOpt(name, item_type=type_of(facts), deprecated_opts=old)
    return cfg.Opt(name, type=type_of(facts), default=facts.get("default"), deprecated_opts=old)


def text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def plain(value):
    if isinstance(value, range):
        return "range"
    if isinstance(value, (list, tuple)):
        return [text(each) for each in value]
    if isinstance(value, dict):
        return {str(key): text(each) for key, each in value.items()}
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return "float %s" % value
    return value


def judge(options, content):
    conf = cfg.ConfigOpts()
    for group, listing in options.items():
        conf.register_opts([option(name, facts) for name, facts in listing.items()],
                           group=None if group == "DEFAULT" else group)
    with tempfile.NamedTemporaryFile("w", suffix=".conf", encoding="utf-8", newline="") as file:
        file.write(content)
        file.flush()
        try:
            conf(["--config-file", file.name], use_env=False)
        except cfg.ConfigFileParseError as error:
            return {"refused": int(re.search(r":(\d+), ", str(error)).group(1))}
        values = {}
        for group, listing in options.items():
            for name in listing:
                try:
                    value = conf[name] if group == "DEFAULT" else conf[group][name]
                    values["%s/%s" % (group, name)] = {"value": plain(value)}
                except Exception:
                    values["%s/%s" % (group, name)] = {"refused": True}
        return {"values": values}


asked = json.load(sys.stdin)
json.dump([judge(asked["options"], content) for content in asked["files"]], sys.stdout)
