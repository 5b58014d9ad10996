// Package command holds raf's commands, one file each. It wires like main and may import everything; main reads the
// environment and hands plain values over.
package command
