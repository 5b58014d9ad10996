package handlers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"strings"
	"testing"
)

// catalogue names, for each row of the threat catalogue on signing in, sessions and the vault (3, 4A, 4B, 4C), the tests
// that hold it: package and name. What a row asks for stands in the catalogue and not here.
func catalogue() map[string][]string {
	const (
		lies, odd, clocks = "handlers.TestEveryLieOfTheBankEndsWithoutASession", "handlers.TestEveryOddButGoodAnswerSignsIn", "handlers.TestTheBanksClockMayDifferFromOurs"
		renewal, once     = "handlers.TestWhatARenewalComesTo", "handlers.TestChecksThatMeetAnExpiredTokenRefreshItOnce"
		walls, callback   = "handlers.TestAnAnswerOfOneBankIsNotTakenByTheOther", "handlers.TestACallbackWorksOnceAndInOneBrowser"
		neighbours        = "handlers/command.TestOnAHostOfItsOwnNobodyElsePlantsOrReadsACookie"
		nowhere           = "handlers.TestNoTokenOfTheBankIsInAnAddressOrInTheDatabase"
		refused           = "handlers.TestABankThatRefusesEndsAtATileThatSaysWhatToDo"
	)
	return map[string][]string{
		"3.success":                      {"handlers.TestTheCardSignsInSilentlyWhoeverSitsAtTheBank", nowhere},
		"3.client-secret-basic":          {nowhere, "providers/banno.TestBannoConformsAgainstTheSandboxBank"},
		"3.scope-userinfo-claims":        {"handlers.TestClaimsAreToldWhereTheInstitutionWantsThem"},
		"3.userinfo-bearer-header":       {"handlers.TestClaimsAreToldWhereTheInstitutionWantsThem", nowhere},
		"3.nonce-invalid":                {lies},
		"3.invalid-iss":                  {lies},
		"3.invalid-aud":                  {lies, odd},
		"3.missing-aud":                  {lies},
		"3.missing-sub":                  {lies},
		"3.missing-iat":                  {lies, clocks},
		"3.expiry":                       {lies, odd, clocks},
		"3.idtoken-sig-none":             {lies},
		"3.invalid-sig-rs256":            {lies, odd},
		"3.invalid-sig-es256":            {lies},
		"3.invalid-sig-hs256":            {lies},
		"3.kid-absent-single-jwks":       {odd},
		"3.kid-absent-multiple-jwks":     {odd},
		"3.signing-key-rotation":         {odd},
		"3.rotation-just-before-signing": {"handlers.TestAKeyThatIsPublishedLateIsTakenWhenItIs", "handlers.TestInventedKeysHaveTheBankAskedThreeTimesAMinute"},
		"3.invalid-athash":               {lies, odd},
		"3.header-attacks":               {lies},
		"3.malformed":                    {lies, "providers/banno.TestATokenThatIsNoneCostsNothing"},
		"3.userinfo-invalid-sub":         {"handlers.TestEachFaultOfUserInfoLeavesClaimsUntoldOrEndsTheSignIn"},
		"3.refresh-token":                {once},
		"3.refresh-token-invalid-issuer": {renewal},
		"3.refresh-token-invalid-sub":    {renewal},
		"3.discovery":                    {"handlers.TestABankThatCannotBeFoundLeavesTheOfferOnTheTile", "handlers.TestAnOutageOfDiscoveryAndKeysIsBridgedForADay"},
		"3.rp-init-logout":               {"handlers.TestAnAnswerAfterSigningOutSignsNobodyIn"},
		"3.rp-backchannel":               {"handlers.TestNothingAnswersToAnOrderToSignOut"},
		"3.rfc9207":                      {lies, walls, "handlers.TestABankThatSaysItDoesNotNameItselfNeedNot"},
		"3.rfc9700-state":                {lies, callback, refused},
		"3.tenant-binding":               {lies},

		"A1":  {callback, "handlers.TestAHundredCopiesOfACallbackOpenOneSession", "handlers.TestNothingFromBeforeSigningOutOpensAnythingAfterIt"},
		"A2":  {walls},
		"A3":  {"handlers.TestTheCardSignsInSilentlyWhoeverSitsAtTheBank", "providers/banno.TestEveryFlowHasItsOwnVerifierAndNonce", "handlers.TestABankThatCannotBeFoundLeavesTheOfferOnTheTile"},
		"A4":  {"handlers.TestFiftyTilesLoadedAtOnceFillNoJar", "handlers.TestABrowserThatKeepsNoCookiesIsOfferedTheWholePage", "handlers/session.TestABrowserFullOfPlantedCookiesGetsAShortAnswer", "handlers/command.TestABrowserThatRefusesEveryCookieEndsAtAWayOut"},
		"A5":  {"handlers.TestTheReturnAddressIsNeverAnybodysURL"},
		"A6":  {refused, lies, "handlers.TestAMemberWhoIsAskedMayDecline", "handlers.TestAScopeThatTheInstitutionHasNotAllowedKeepsNobodyOut"},
		"A7":  {nowhere, "handlers.TestNoSecretReachesALogOrAPage", "providers/banno.TestBannoConformsAgainstTheSandboxBank", "providers/sandbox.TestAClientThatHasRegisteredAKeyProvesItselfByItAlone"},
		"A8":  {lies, "handlers.TestABankWithACertificateOfItsOwnMakingIsNotAsked", "handlers.TestTheAnswerOfASignInIsTakenInItsTimeWhileTheBankHangs", "providers.TestTLSMustBeVerifiedAndCurrent", "providers.TestOnlyPublicAddressesAreDialled"},
		"A9":  {"handlers.TestTheSameSubjectAtTwoInstitutionsIsTwoMembers"},
		"A10": {"handlers.TestWhoeverSignsInAtTheBankNextGetsTheirOwnTile"},

		"B1": {"handlers.TestATokenThatIsNotOursOpensNothing", "handlers/session.TestEveryForgeryIsRefused"},
		"B2": {".TestServeDoesNotStartWithAKeyThatCouldBeGuessed", "models/secret.TestASecretThatCouldBeGuessedIsRefused", "handlers/command.TestServersAreReplacedBehindABalancerAndNobodyNotices"},
		"B3": {"handlers.TestAnOldTokenIsWorthWhatTheBankHasConfirmed", "handlers.TestATokenThatRanOutIsReplacedSilentlyForAQuarterOfAnHour", "handlers.TestASessionEndsAfterHalfAnHourOfSilenceAndAfterTwelveHours", "handlers.TestRequestsThatCrossAReissueAllPass"},
		"B4": {"handlers.TestSigningOutEndsTheSessionEverywhereAtOnce", "handlers/command.TestADisabledInstitutionIsSignedOutAndComesBackSignedOut", renewal},
		"B5": {"handlers.TestTwoCookiesOfOneNameAreNoneAndAreCleared", "handlers/session.TestADoubledCookieIsClearedWhereverItMayHaveBeenPlanted", neighbours},
		"B6": {"handlers.TestEveryCookieHasTheFlagsOfItsPlace", "handlers/session.TestCookieFlagsFollowFromWhereTheHostStands", neighbours},
		"B7": {"handlers.TestTheTokenOfACookieIsTakenFromNowhereElse", "handlers.TestATokenThatIsNotOursOpensNothing"},
		"B8": {"handlers.TestTheTokenCarriesIdsAndTimesOnly"},
		"B9": {clocks, "handlers.TestARenewalUnderAnotherClockIsTheOnlyOne", "handlers.TestTwoInstancesWhoseClocksDiffer"},

		"C1": {nowhere, "models/program.TestTheDatabaseHoldsNoToken", "models/program.TestSealedGrantsCannotBeSwapped"},
		"C2": {"handlers.TestNoSecretReachesALogOrAPage", nowhere, "providers.TestSecretsHaveNoWrittenForm"},
		"C3": {once, "handlers.TestAKillOfWhoeverRenewsAGrant", "models/program.TestAnExpiredGrantIsRenewedExactlyOnceByTwoProcesses"},
		"C4": {renewal, "models/program.TestAGrantWhoseRenewalWasLostIsShownOnceMoreAtMost"},
		"C5": {"handlers.TestAfterTheAppWasRevokedTheLastFactsStayAndTheWayBackIsASignIn", "handlers.TestAccessThatOutlivesItsEndAtTheBankEndsWithTheRenewal"},
		"C6": {"handlers/command.TestServersAreReplacedBehindABalancerAndNobodyNotices", "models/program.TestKeysRotateUnderLoad", "models/program.TestARotationThatWasBrokenOffIsGoneOnWith"},
		"C7": {"models/program.TestRowsAreForgottenWhenTheirTimeIsOverAndNotBefore", "handlers.TestSigningOutGivesTheGrantBackToTheBank"},
	}
}

// That every row names tests which exist and do something: whoever renames one away, drops it, empties it or has it skipped
// reads here what is bare then. That a test proves what its row asks for is nothing that this one can know; whoever wrote the
// row has read both. The rows were counted by hand.
func TestEveryRowOfTheCatalogueNamesATestThatExists(t *testing.T) {
	t.Parallel()
	there := testsOfTheHouse(t)
	rows := map[string]int{}
	all := catalogueOfTheRest()
	maps.Copy(all, catalogue())
	for row, why := range notHeld() {
		if !strings.Contains(row, ", ") { // else a part of a row that is held otherwise
			rows[row[:1]]++
		}
		if len(all[row]) > 0 || why == "" {
			t.Errorf("%s: not held because %q, by %v", row, why, all[row])
		}
	}
	for row, names := range all {
		rows[row[:1]]++
		if len(names) == 0 {
			t.Errorf("%s has no test", row)
		}
		for _, name := range names {
			if does, declared := there[name]; !declared {
				t.Errorf("%s: there is no test %s", row, name)
			} else if !does {
				t.Errorf("%s: %s does nothing", row, name)
			}
		}
	}
	for section, want := range map[string]int{"3": 32, "A": 10, "B": 9, "C": 7, "D": 7, "E": 4, "F": 7, "G": 11, "H": 8, "I": 5, "J": 11, "5": 14} {
		if rows[section] != want {
			t.Errorf("%d rows of %s, want %d", rows[section], section, want)
		}
	}
}

// testsOfTheHouse tells of all tests, by the folder of their package, of which the root's has no name, whether they do anything.
func testsOfTheHouse(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel("..", filepath.Dir(path))
		for _, declared := range file.Decls {
			if f, is := declared.(*ast.FuncDecl); is && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") && len(f.Type.Params.List) == 1 {
				all[strings.TrimPrefix(filepath.ToSlash(folder)+"."+f.Name.Name, ".")] = doesSomething(f)
			}
		}
		return err
	})
	if err != nil || len(all) < 500 {
		t.Fatalf("%d tests found: %v", len(all), err)
	}
	return all
}

// doesSomething is whether a test has anything but t.Parallel() in it, and does not skip itself whatever may be.
func doesSomething(test *ast.FuncDecl) bool {
	left := 0
	for _, statement := range test.Body.List {
		switch called(statement) {
		case "t.Parallel", "t.Helper":
		case "t.Skip", "t.Skipf", "t.SkipNow":
			return false
		default:
			left++
		}
	}
	return left > 0
}

// called is what a statement that is a call and nothing else calls, as in "t.Skip".
func called(statement ast.Stmt) string {
	expression, is := statement.(*ast.ExprStmt)
	if !is {
		return ""
	}
	call, is := expression.X.(*ast.CallExpr)
	if !is {
		return ""
	}
	what, is := call.Fun.(*ast.SelectorExpr)
	if !is {
		return ""
	}
	of, is := what.X.(*ast.Ident)
	if !is {
		return ""
	}
	return of.Name + "." + what.Sel.Name
}

func TestATestThatDoesNothingHoldsNoRow(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{"": false, "t.Parallel()": false, "t.Parallel(); t.Skip()": false, `x(t); t.Skipf("%d", 1)`: false, "t.SkipNow()": false,
		"x(t)": true, "t.Parallel(); for { x(t) }": true, "if testing.Short() { t.Skip() }; x(t)": true} {
		file, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc TestX(t *testing.T) { "+body+" }", 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := doesSomething(file.Decls[0].(*ast.FuncDecl)); got != want {
			t.Errorf("%q does something: %v, want %v", body, got, want)
		}
	}
}
