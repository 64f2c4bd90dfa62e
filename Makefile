# voice-coach: two commands are enough: make start, make test.
ROUTINE ?= warmup
PYTHON_BIN = .venv/bin/python

.PHONY: start test quick check coverage nightly bench train kernel docs clean

start:  ## set up what is missing, then be guided through the warm-up
	@scripts/setup run
	@.venv/bin/voice-coach start $(ROUTINE)

test:  ## set up and run the whole suite
	@scripts/setup test
	@$(MAKE) --no-print-directory check
	HYPOTHESIS_PROFILE=$${HYPOTHESIS_PROFILE:-ci} $(PYTHON_BIN) -m pytest -n 2 --dist loadgroup

quick:  ## the tests of rules and files alone: no device, browser, model, voice or program
	@scripts/setup test
	HYPOTHESIS_PROFILE=quick $(PYTHON_BIN) -m pytest -q -n 2 --dist worksteal $$($(PYTHON_BIN) -m tests.categories unit)

check:  ## style, types, and which way imports go
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

coverage:  ## the whole suite with coverage, then that of the rules alone; it takes more than twice as long
	@scripts/setup test
	HYPOTHESIS_PROFILE=ci $(PYTHON_BIN) -m pytest -n 2 --dist loadgroup --cov --cov-report=term:skip-covered
	$(PYTHON_BIN) -m coverage report --skip-covered \
		--include='voice_coach/session/*,voice_coach/routine/*,voice_coach/safety/*'

nightly:  ## the property tests, thoroughly
	@scripts/setup test
	HYPOTHESIS_PROFILE=nightly $(PYTHON_BIN) -m pytest -n 2 tests/session tests/audio

bench:  ## measure speed, memory and accuracy: a table and bench/out/*.json
	@scripts/setup test
	$(PYTHON_BIN) -m bench

train:  ## train the acoustic model again: hours on a processor, minutes on a GPU (see docs/acoustic-model.md)
	@scripts/setup test
	$(PYTHON_BIN) -m training

KERNEL ?= voice_coach/web/page/kernel.wasm
kernel:  ## build the recogniser's arithmetic for browsers (Debian: apt install clang lld)
	clang --target=wasm32 -O3 -msimd128 -mbulk-memory -nostdlib -fno-builtin -Wall -Wextra -Werror \
		-Wl,--no-entry -Wl,--strip-all -o $(KERNEL) voice_coach/web/kernel.c

docs:  ## write the generated parts of docs/ again
	$(PYTHON_BIN) -m scripts.write_docs

clean:
	rm -rf .venv build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
