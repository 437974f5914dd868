package dev.skiff.iptables.nftables;

import java.util.List;

/** One change of a transaction. */
public sealed interface Operation {
  /** What this tries, for errors. */
  String describe();

  /** Makes the table unless it exists. */
  record AddTable() implements Operation {
    @Override
    public String describe() {
      return "add the table";
    }
  }

  /** Deletes the table with all that is in it. */
  record DeleteTable() implements Operation {
    @Override
    public String describe() {
      return "delete the table";
    }
  }

  /** Makes a chain unless it exists. */
  record AddChain(Chain chain) implements Operation {
    @Override
    public String describe() {
      return "add chain " + chain.name();
    }
  }

  /** Deletes a chain with its rules; EBUSY while something jumps to it. */
  record DeleteChain(String chain) implements Operation {
    @Override
    public String describe() {
      return "delete chain " + chain;
    }
  }

  /** Puts a rule behind the others of a chain. */
  record AddRule(String chain, Rule rule) implements Operation {
    @Override
    public String describe() {
      return "add rule \"" + rule.comment() + "\" to chain " + chain;
    }
  }

  /** Deletes all rules of a chain. */
  record FlushChain(String chain) implements Operation {
    @Override
    public String describe() {
      return "flush chain " + chain;
    }
  }

  /** Makes a set or map. */
  record AddSet(NamedSet set) implements Operation {
    @Override
    public String describe() {
      return "add set " + set.name();
    }
  }

  /** Deletes a set; EBUSY while a rule uses it. */
  record DeleteSet(String set) implements Operation {
    @Override
    public String describe() {
      return "delete set " + set;
    }
  }

  /** Adds elements; EEXIST if a key is there with another value. */
  record AddElements(String set, List<Element> elements) implements Operation {
    @Override
    public String describe() {
      return "add " + elements.size() + " elements to " + set;
    }
  }

  /** Deletes elements; ENOENT if one is not there. */
  record DeleteElements(String set, List<Element> elements) implements Operation {
    @Override
    public String describe() {
      return "delete " + elements.size() + " elements of " + set;
    }
  }
}
