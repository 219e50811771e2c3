// Takes the place of @vscode/spdlog in the served VS Code. The original is native and would need a compiler to install;
// without it no output channel shows anything and the console fills with stack traces.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levelNames = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  constructor(filePath) {
    this.filePath = filePath;
    this.level = 2;
    this.plain = false;
    mkdirSync(dirname(filePath), { recursive: true });
  }

  write(level, message) {
    if (level < this.level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    appendFileSync(this.filePath, this.plain ? message : `${time} [${levelNames[level]}] ${message}\n`);
  }

  trace(message) {
    this.write(0, message);
  }
  debug(message) {
    this.write(1, message);
  }
  info(message) {
    this.write(2, message);
  }
  warn(message) {
    this.write(3, message);
  }
  error(message) {
    this.write(4, message);
  }
  critical(message) {
    this.write(5, message);
  }

  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  clearFormatters() {
    this.plain = true;
  }
  // The pattern that VS Code asks for is the one that is written anyway, and every line is written at once.
  setPattern() {}
  flush() {}
  drop() {}
}

const createLogger = async (_name, filePath) => new Logger(filePath);

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
