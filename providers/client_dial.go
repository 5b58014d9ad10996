package providers

import (
	"context"
	"net/netip"
	"syscall"
)

// notPublic lists what netip's own predicates do not name: ranges that route to this network, to a translator in it
// or to nowhere (IANA special-purpose registries).
func notPublic() []string {
	return []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
	}
}

// refusePrivate checks the address after the name was resolved and before the connection is made, so that a name
// which resolves to another address the second time (rebinding) gains nothing.
func refusePrivate(allowLoopback bool) func(context.Context, string, string, syscall.RawConn) error {
	var refused []netip.Prefix
	for _, p := range notPublic() {
		refused = append(refused, netip.MustParsePrefix(p))
	}
	globalV6 := netip.MustParsePrefix("2000::/3")
	return func(_ context.Context, _, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil {
			return errPrivateAddress
		}
		ip := ap.Addr().Unmap().WithZone("")
		if ip.IsLoopback() && allowLoopback {
			return nil
		}
		if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Is6() && !globalV6.Contains(ip) {
			return errPrivateAddress
		}
		for _, p := range refused {
			if p.Contains(ip) {
				return errPrivateAddress
			}
		}
		return nil
	}
}
