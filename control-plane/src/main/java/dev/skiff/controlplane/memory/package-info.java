/** Gives memory back that the server does not use while it has little to do. */
package dev.skiff.controlplane.memory;
