package dev.skiff.iptables.nftables;

/** What a map holds for a key: data, or a verdict. */
public sealed interface Value permits Verdict, Data {}
