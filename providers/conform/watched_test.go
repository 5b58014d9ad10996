package conform

import "runtime"

func (w *watched) Fail() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failed = true
}

func (w *watched) Error(...any)          { w.Fail() }
func (w *watched) Errorf(string, ...any) { w.Fail() }
func (w *watched) FailNow()              { w.Fail(); runtime.Goexit() }
func (w *watched) Fatal(...any)          { w.FailNow() }
func (w *watched) Fatalf(string, ...any) { w.FailNow() }
