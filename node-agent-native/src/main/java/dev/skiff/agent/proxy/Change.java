package dev.skiff.agent.proxy;

import dev.skiff.iptables.nftables.Transaction;

/**
 * A step of the table.
 *
 * @param transaction what changes in the table; may be empty
 * @param staleFlows tracked connections that must not go on as before
 */
record Change(Transaction transaction, StaleFlows staleFlows) {}
